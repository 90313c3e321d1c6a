using System.Net;
using System.Net.Sockets;

namespace Spacemesh.Api.Access;

/// <summary>
/// Counts calls and open streams by client address and refuses what is beyond the limits with ResourceExhausted. IPv6 clients count by
/// their /64. Remembers a bounded number of addresses: of those without open streams the ones idle longest are forgotten first.
/// </summary>
internal sealed class CallGate(CallLimits limits, TimeProvider time, Func<string, bool> isStream)
{
    /// <summary>Addresses remembered before the idle ones are dropped.</summary>
    private const int MaxAddresses = 16384;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Client> _clients = [];
    private int _streams;

    public Task RunAsync(RpcContext context, Func<Task> next)
    {
        var address = Bucket(context.Peer?.Address ?? IPAddress.None);
        bool stream = isStream(context.Method);
        Client client;
        lock (_lock)
        {
            client = Of(address);
            if (limits.CallsPerSecond > 0 && !(limits.LoopbackIsFree && IPAddress.IsLoopback(address)) && !TryTake(client))
                throw new RpcException(StatusCode.ResourceExhausted, $"more than {limits.CallsPerSecond} calls a second from this address: try again later");
            if (!stream)
                return next();
            if (limits.StreamsPerAddress > 0 && client.Streams >= limits.StreamsPerAddress)
                throw new RpcException(StatusCode.ResourceExhausted, $"this address has {client.Streams} streams open, which is as many as it may");
            if (limits.Streams > 0 && _streams >= limits.Streams)
                throw new RpcException(StatusCode.ResourceExhausted, $"{_streams} streams are open, which is as many as there may be");
            client.Streams++;
            _streams++;
        }

        return StreamAsync(client, next);
    }

    private static IPAddress Bucket(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address;
        byte[] bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }

    private async Task StreamAsync(Client client, Func<Task> next)
    {
        try
        {
            await next();
        }
        finally
        {
            lock (_lock)
            {
                client.Streams--;
                _streams--;
            }
        }
    }

    private Client Of(IPAddress address)
    {
        if (_clients.TryGetValue(address, out var client))
            return client;
        if (_clients.Count >= MaxAddresses)
        {
            foreach (var idle in _clients.Where(entry => entry.Value.Streams == 0).OrderBy(entry => entry.Value.Updated).Take(MaxAddresses / 4).ToList())
                _clients.Remove(idle.Key);
        }

        client = new Client { Tokens = limits.Burst, Updated = time.GetTimestamp() };
        _clients.Add(address, client);
        return client;
    }

    private bool TryTake(Client client)
    {
        long now = time.GetTimestamp();
        client.Tokens = Math.Min(Math.Max(limits.Burst, 1), client.Tokens + (time.GetElapsedTime(client.Updated, now).TotalSeconds * limits.CallsPerSecond));
        client.Updated = now;
        if (client.Tokens < 1)
            return false;
        client.Tokens--;
        return true;
    }

    private sealed class Client
    {
        public double Tokens { get; set; }

        public long Updated { get; set; }

        public int Streams { get; set; }
    }
}
