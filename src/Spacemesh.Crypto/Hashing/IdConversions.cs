using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Conversions between widths (spec 01 §2.2–2.3).</summary>
public static class IdConversions
{
    /// <summary>The first 20 bytes.</summary>
    public static Hash20 ToHash20(this in Hash32 hash) => Hash20.FromBytes(Hash32.Span(in hash)[..Hash20.Size]);

    /// <summary>Twelve zero bytes appended.</summary>
    public static Hash32 ToHash32(this in Hash20 hash) => Pad32(Hash20.Span(in hash));

    /// <summary>The 32-byte form in which the id is hashed and requested.</summary>
    public static Hash32 ToHash32(this in BallotId id) => Pad32(BallotId.Span(in id));

    /// <inheritdoc cref="ToHash32(in BallotId)"/>
    public static Hash32 ToHash32(this in BlockId id) => Pad32(BlockId.Span(in id));

    /// <inheritdoc cref="ToHash32(in BallotId)"/>
    public static Hash32 ToHash32(this in ProposalId id) => Pad32(ProposalId.Span(in id));

    /// <summary>Zero bytes appended up to 32.</summary>
    /// <exception cref="ArgumentException">There are more than 32 bytes.</exception>
    public static Hash32 Pad32(ReadOnlySpan<byte> bytes)
    {
        var hash = default(Bytes32);
        bytes.CopyTo(hash);
        return new Hash32(hash);
    }

    /// <summary>The last bytes of a longer value; a shorter one stands at the right, after zeros.</summary>
    public static T RightAligned<T>(ReadOnlySpan<byte> bytes)
        where T : struct, IFixedBytes<T>
    {
        Span<byte> value = stackalloc byte[T.Size];
        value.Clear();
        if (bytes.Length > value.Length)
            bytes = bytes[^value.Length..];
        bytes.CopyTo(value[(value.Length - bytes.Length)..]);
        return T.FromBytes(value);
    }

    /// <summary>The first bytes of a longer value; a shorter one stands at the left, before zeros.</summary>
    public static T LeftAligned<T>(ReadOnlySpan<byte> bytes)
        where T : struct, IFixedBytes<T>
    {
        Span<byte> value = stackalloc byte[T.Size];
        value.Clear();
        bytes[..Math.Min(bytes.Length, value.Length)].CopyTo(value);
        return T.FromBytes(value);
    }
}
