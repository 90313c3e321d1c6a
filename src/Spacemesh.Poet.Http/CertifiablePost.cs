using Spacemesh.Primitives;

namespace Spacemesh.Poet.Http;

/// <summary>A PoST as a certifier checks it.</summary>
public sealed record CertifiablePost(
    uint Nonce, ReadOnlyMemory<byte> Indices, ulong Pow, AtxId CommitmentAtx, ReadOnlyMemory<byte> Challenge, uint NumUnits);
