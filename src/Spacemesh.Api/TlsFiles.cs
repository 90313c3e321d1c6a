namespace Spacemesh.Api;

/// <summary>PEM files of a TLS listener: the authorities of clients, the server's certificate, its key.</summary>
public sealed record TlsFiles(string ClientAuthorities, string Certificate, string Key);
