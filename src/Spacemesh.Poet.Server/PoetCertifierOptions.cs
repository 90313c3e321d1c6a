namespace Spacemesh.Poet.Server;

/// <summary>Which certificates admit to the rounds (spec 03 §10.2).</summary>
/// <param name="Url">Where clients get certificates; told to them by <c>Info</c>.</param>
/// <param name="PublicKey">The certifier's key, 32 bytes; empty for none.</param>
/// <param name="TrustedKeysDirectory">Folder searched for <c>.key</c> files of further certifiers; null for none.</param>
public sealed record PoetCertifierOptions(string Url, ReadOnlyMemory<byte> PublicKey, string? TrustedKeysDirectory);
