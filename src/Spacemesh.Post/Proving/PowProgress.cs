namespace Spacemesh.Post.Proving;

/// <summary>How far the search for one group's proof of work is.</summary>
/// <param name="Group">The nonce group.</param>
/// <param name="Hashes">Hashes tried so far.</param>
/// <param name="ExpectedHashes">Hashes that the difficulty costs on average.</param>
public readonly record struct PowProgress(byte Group, long Hashes, double ExpectedHashes);
