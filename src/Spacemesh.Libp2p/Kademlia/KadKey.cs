using System.Numerics;
using System.Security.Cryptography;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>A place in the key space: SHA-256 of a peer id or of a content's multihash; distance is XOR.</summary>
public readonly struct KadKey : IEquatable<KadKey>
{
    private readonly byte[] _bytes;

    private KadKey(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static KadKey Of(PeerId peer) => new(SHA256.HashData(peer.Bytes));

    public static KadKey Of(ReadOnlySpan<byte> content) => new(SHA256.HashData(content));

    /// <summary>Leading bits in common, 256 for equal keys.</summary>
    public int CommonPrefix(KadKey other)
    {
        for (int i = 0; i < _bytes.Length; i++)
        {
            int difference = _bytes[i] ^ other._bytes[i];
            if (difference != 0)
                return (8 * i) + BitOperations.LeadingZeroCount((uint)difference) - 24;
        }

        return 8 * _bytes.Length;
    }

    /// <summary>Below 0 when <paramref name="left"/> is nearer to this key.</summary>
    public int CompareDistance(KadKey left, KadKey right)
    {
        for (int i = 0; i < _bytes.Length; i++)
        {
            int order = (left._bytes[i] ^ _bytes[i]).CompareTo(right._bytes[i] ^ _bytes[i]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    public bool Equals(KadKey other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => obj is KadKey other && Equals(other);

    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    public static bool operator ==(KadKey left, KadKey right) => left.Equals(right);

    public static bool operator !=(KadKey left, KadKey right) => !left.Equals(right);
}
