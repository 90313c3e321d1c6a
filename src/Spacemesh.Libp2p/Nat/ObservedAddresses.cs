using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;

namespace Spacemesh.Libp2p.Nat;

/// <summary>
/// Addresses from which peers see this host: one that enough observers in different networks agree on is advertised. Whether they agree also
/// tells the kind of NAT. One lock.
/// </summary>
public sealed class ObservedAddresses : IDisposable
{
    /// <summary>Observer networks that must agree.</summary>
    public const int Needed = 4;

    private const int MaximumObservations = 1024;
    private const int MaximumAdvertised = 3;
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(40);

    private readonly Lock _entry = new();
    private readonly Host _host;
    private readonly Dictionary<Connection, (Multiaddr Address, IPAddress Observer, DateTimeOffset At)> _observations = [];
    private IReadOnlyList<Multiaddr> _confirmed = [];

    public ObservedAddresses(Host host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
    }

    public IReadOnlyList<Multiaddr> Confirmed => _confirmed;

    /// <summary>By observations of connections from a listening port.</summary>
    public NatKind Kind
    {
        get
        {
            lock (_entry)
            {
                var groups = _observations.Values.GroupBy(item => item.Address).Select(group => group.Select(item => item.Observer).Distinct().Count()).ToList();
                if (groups.Any(count => count >= Needed))
                    return NatKind.Cone;
                return groups.Count >= Needed && groups.TrueForAll(count => count == 1) ? NatKind.Symmetric : NatKind.Unknown;
            }
        }
    }

    public void Start()
    {
        _host.AddAddressSource(() => _confirmed);
        _host.Observed += OnObserved;
        _host.Disconnected += OnDisconnected;
    }

    public void Dispose()
    {
        _host.Observed -= OnObserved;
        _host.Disconnected -= OnDisconnected;
    }

    /// <summary>Observers behind one IPv4 address or one IPv6 network of 56 bits count once.</summary>
    private static IPAddress? GroupOf(Connection connection)
    {
        if (connection.RemoteAddress.Ip is not { } ip)
            return null;
        if (ip.AddressFamily == AddressFamily.InterNetwork)
            return ip;
        byte[] bytes = ip.GetAddressBytes();
        bytes.AsSpan(7).Clear();
        return new IPAddress(bytes);
    }

    private void OnObserved(Connection connection, Multiaddr address)
    {
        // Only what is seen of a listening port says under which address others can dial.
        bool fromListeningPort = _host.ListenAddresses.Any(own => own.Port == connection.LocalAddress.Port);
        if (connection.IsRelayed || !fromListeningPort || !IpNetworks.IsPublic(address) || GroupOf(connection) is not { } observer)
            return;
        lock (_entry)
        {
            if (_observations.Count < MaximumObservations)
                _observations[connection] = (address, observer, _host.Options.Time.GetUtcNow());
        }

        Update();
    }

    private void OnDisconnected(Connection connection)
    {
        // An observation outlives its connection for a while: peers come and go.
        lock (_entry)
        {
            var limit = _host.Options.Time.GetUtcNow() - Validity;
            foreach (var (old, item) in _observations.ToList())
            {
                if (item.At < limit)
                    _observations.Remove(old);
            }
        }

        Update();
    }

    private void Update()
    {
        lock (_entry)
        {
            List<Multiaddr> confirmed =
            [
                .. _observations.Values.GroupBy(item => item.Address)
                    .Select(group => (group.Key, Count: group.Select(item => item.Observer).Distinct().Count()))
                    .Where(entry => entry.Count >= Needed)
                    .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                    .Take(MaximumAdvertised)
                    .Select(entry => entry.Key),
            ];
            if (confirmed.SequenceEqual(_confirmed))
                return;
            _confirmed = confirmed;
        }

        _host.NotifySelfChanged();
    }
}
