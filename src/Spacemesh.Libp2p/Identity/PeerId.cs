using System.Buffers.Binary;
using System.Security.Cryptography;
using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Identity;

/// <summary>
/// A peer's name: the multihash of its encoded public key, the key itself where that has at most 42 bytes (spec 08 §2.1).
/// Ordered by its bytes.
/// </summary>
public sealed class PeerId : IEquatable<PeerId>, IComparable<PeerId>
{
    private const int InlineLimit = 42;
    private const int MaximumSize = 130;

    private readonly byte[] _bytes;
    private readonly int _hash;
    private string? _text;

    private PeerId(byte[] bytes)
    {
        _bytes = bytes;
        // The tail of a multihash is as good as random, and equal in every run.
        _hash = bytes.Length >= 8 ? BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 8)) ^ BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)) : bytes.Length;
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    internal ReadOnlyMemory<byte> Memory => _bytes;

    public static PeerId Of(PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new PeerId(key.Encoded.Length <= InlineLimit
            ? Multihash.Encode(Multihash.Identity, key.Encoded)
            : Multihash.Encode(Multihash.Sha2256, SHA256.HashData(key.Encoded)));
    }

    public static bool TryDecode(ReadOnlySpan<byte> bytes, out PeerId? id)
    {
        // Other hashes have no text form that anyone reads back.
        bool valid = bytes.Length <= MaximumSize && Multihash.TryDecode(bytes, out ulong code, out var digest)
            && ((code == Multihash.Identity && !digest.IsEmpty) || (code == Multihash.Sha2256 && digest.Length == SHA256.HashSizeInBytes));
        id = valid ? new PeerId(bytes.ToArray()) : null;
        return valid;
    }

    /// <summary>Reads base 58, or a CID of the type <c>libp2p-key</c>.</summary>
    public static bool TryParse(string? text, out PeerId? id)
    {
        id = null;
        if (string.IsNullOrEmpty(text))
            return false;
        if (text[0] == '1' || text.StartsWith("Qm", StringComparison.Ordinal))
            return Base58.Decode(text) is { } bytes && TryDecode(bytes, out id);
        return Cid.TryParse(text, out var cid) && cid!.Codec == Cid.Libp2pKey && TryDecode(cid.Hash, out id);
    }

    public static PeerId Parse(string text) =>
        TryParse(text, out var id) ? id! : throw new FormatException($"'{text}' is not a peer id");

    /// <summary>The key that the id contains; null where it is a hash.</summary>
    public PublicKey? ContainedKey() =>
        Multihash.TryDecode(_bytes, out ulong code, out var digest) && code == Multihash.Identity && PublicKey.TryDecode(digest, out var key) ? key : null;

    public bool Matches(PublicKey key) => Of(key).Equals(this);

    public bool Equals(PeerId? other) => ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _bytes.AsSpan().SequenceEqual(other._bytes));

    public override bool Equals(object? obj) => Equals(obj as PeerId);

    public override int GetHashCode() => _hash;

    public int CompareTo(PeerId? other) => other is null ? 1 : _bytes.AsSpan().SequenceCompareTo(other._bytes);

    public static bool operator ==(PeerId? left, PeerId? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(PeerId? left, PeerId? right) => !(left == right);

    public static bool operator <(PeerId left, PeerId right) => left.CompareTo(right) < 0;

    public static bool operator >(PeerId left, PeerId right) => left.CompareTo(right) > 0;

    public static bool operator <=(PeerId left, PeerId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PeerId left, PeerId right) => left.CompareTo(right) >= 0;

    /// <summary>Base 58.</summary>
    public override string ToString() => _text ??= Base58.Encode(_bytes);
}
