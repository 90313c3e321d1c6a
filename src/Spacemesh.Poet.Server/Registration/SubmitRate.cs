using System.Net;
using System.Net.Sockets;

namespace Spacemesh.Poet.Server.Registration;

/// <summary>
/// How fast each address registers: a bucket that refills at the allowed rate and holds one second's worth (at least one).
/// IPv6 addresses of one /64 share a bucket. At most <see cref="MaxAddresses"/> buckets: full ones are forgotten first,
/// they allow everything anyway.
/// </summary>
internal sealed class SubmitRate(double perSecond, TimeProvider time)
{
    public const int MaxAddresses = 100_000;

    private const int KeySize = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Bucket> _buckets = [];
    private readonly double _capacity = Math.Max(1, perSecond);

    public bool Allows(IPAddress? address)
    {
        if (perSecond <= 0 || address is null)
            return true;
        var key = Key(address);
        long now = time.GetTimestamp();
        lock (_lock)
        {
            var bucket = _buckets.TryGetValue(key, out var known) ? Refilled(known, now) : new Bucket(_capacity, now);
            bool allowed = bucket.Tokens >= 1;
            if (!_buckets.ContainsKey(key) && _buckets.Count >= MaxAddresses)
                Forget(now);
            _buckets[key] = allowed ? bucket with { Tokens = bucket.Tokens - 1 } : bucket;
            return allowed;
        }
    }

    private static UInt128 Key(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        address.TryWriteBytes(bytes, out int length);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            bytes[KeySize..].Clear();
        var key = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        return length == 4 ? key | (UInt128.One << 127) : key;
    }

    private Bucket Refilled(Bucket bucket, long now) =>
        new(Math.Min(_capacity, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond)), now);

    private void Forget(long now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (Refilled(bucket, now).Tokens >= _capacity)
                _buckets.Remove(key);
        }

        if (_buckets.Count >= MaxAddresses)
            _buckets.Clear();
    }

    private readonly record struct Bucket(double Tokens, long At);
}
