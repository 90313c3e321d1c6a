namespace Spacemesh.Poet.Http;

/// <summary>A certifier that a PoET server trusts. Both parts may be empty, which means that there is none (spec 03 §12.1).</summary>
public sealed record PoetCertifierInfo(string Url, byte[] PublicKey);
