package provider

// Version is the version of the provider, without a leading v. A release raises it in the commit that it tags, and
// CHANGELOG.md names the same version.
const Version = "0.1.0"
