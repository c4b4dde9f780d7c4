import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server that accepts requests only from API Gateway: from clients with one of the certificates of a trust bundle.
 *
 * <p>java TrustGateway.java PORT KEYSTORE.p12 PASSWORD TRUST_BUNDLE.pem (Java 11 or later)
 *
 * <p>The bundle is the pem_bundle of data "apigateway_client_certificates". Each certificate gets its own alias in the trust
 * store: {@code keytool -importcert} would import the first and silently ignore the others.
 */
public final class TrustGateway {
    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: java TrustGateway.java PORT KEYSTORE.p12 PASSWORD TRUST_BUNDLE.pem");
            System.exit(2);
        }
        char[] password = args[2].toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(args[1]))) {
            own.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trustStore(Path.of(args[3])));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);

        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            byte[] body = "hello, API Gateway\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("listening on 127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns a trust store with every certificate of a PEM file that has not expired, in the order of the file. */
    private static KeyStore trustStore(Path bundle) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(bundle)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                // Java does not check the dates of a client certificate that is itself a trust anchor.
                X509Certificate x509 = (X509Certificate) certificate;
                if (x509.getNotAfter().before(new Date())) {
                    System.err.println("skipped, expired on " + x509.getNotAfter() + ": " + x509.getSerialNumber());
                    continue;
                }
                store.setCertificateEntry("gateway-" + store.size(), x509);
            }
        }
        return store;
    }
}
