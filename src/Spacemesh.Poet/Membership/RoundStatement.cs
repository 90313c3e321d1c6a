using Spacemesh.Crypto.Merkle;
using Spacemesh.Primitives;

namespace Spacemesh.Poet.Membership;

/// <summary>What a round's work is salted with: the root over its members' challenges (spec 03 §7).</summary>
public static class RoundStatement
{
    /// <summary>The statement of challenges in their round's order: empty without members, the challenge itself with one.</summary>
    public static byte[] Of(IEnumerable<ReadOnlyMemory<byte>> challenges) => Blake3Merkle.Root(challenges);

    /// <summary>The order of a round: bytewise by the node ids that registered, whatever the challenges.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Order(IEnumerable<KeyValuePair<NodeId, ReadOnlyMemory<byte>>> registrations) =>
        [.. registrations.OrderBy(registration => registration.Key).Select(registration => registration.Value)];

    /// <summary>A member as clients hash it: the first 32 bytes, shorter values with zeros behind.</summary>
    public static Hash32 Normalize(ReadOnlySpan<byte> member)
    {
        Span<byte> normalized = stackalloc byte[Bytes32.Length];
        normalized.Clear();
        member[..Math.Min(member.Length, normalized.Length)].CopyTo(normalized);
        return Hash32.FromBytes(normalized);
    }
}
