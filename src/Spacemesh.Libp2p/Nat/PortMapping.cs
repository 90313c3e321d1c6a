using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Nat;

/// <summary>Keeps the listening ports mapped at the router, by the first mapper that works, and advertises the outside addresses.</summary>
public sealed partial class PortMapping(Host host, IReadOnlyList<IPortMapper> mappers) : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Renew = TimeSpan.FromMinutes(20);

    private readonly BackgroundWork _work = new(host.ReportBug);
    private readonly CancellationTokenSource _closing = new();
    private readonly ILogger _logger = host.Options.Logs.CreateLogger<PortMapping>();

    /// <summary>Outside addresses that are mapped now.</summary>
    public IReadOnlyList<Multiaddr> Mapped { get; private set; } = [];

    /// <summary>NAT-PMP at the machine's gateways, then UPnP.</summary>
    public static IReadOnlyList<IPortMapper> Default(TimeProvider time)
    {
        List<IPortMapper> found = [];
        try
        {
            found.AddRange(NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.OperationalStatus == OperationalStatus.Up)
                .SelectMany(card => card.GetIPProperties().GatewayAddresses)
                .Where(gateway => gateway.Address.AddressFamily == AddressFamily.InterNetwork && !gateway.Address.Equals(IPAddress.Any))
                .Select(gateway => new NatPmpMapper(new IPEndPoint(gateway.Address, NatPmpMapper.Port), time)));
        }
        catch (NetworkInformationException)
        {
            // Without knowledge of the gateways UPnP is left.
        }

        found.Add(new UpnpMapper(time));
        return found;
    }

    public void Start()
    {
        host.AddAddressSource(() => Mapped);
        _work.Start(RunAsync);
    }

    /// <summary>Maps all listening ports once.</summary>
    public async Task MapAsync(CancellationToken cancellationToken)
    {
        var mapped = new List<Multiaddr>();
        foreach (var address in host.ListenAddresses)
        {
            if (address.Ip is not { AddressFamily: AddressFamily.InterNetwork })
                continue;
            var protocol = address.Has(ProtocolCodes.Udp) ? PortProtocol.Udp : PortProtocol.Tcp;
            foreach (var mapper in mappers)
            {
                if (await mapper.MapAsync(protocol, address.Port, Lifetime, cancellationToken) is not { } outside)
                    continue;
                if (protocol == PortProtocol.Udp)
                    mapped.Add(Multiaddr.OfUdp(outside).Append(Multiaddr.Parse("/quic-v1")));
                else if (address.Has(ProtocolCodes.Ws))
                    mapped.Add(Multiaddr.OfTcp(outside).Append(Multiaddr.Parse("/ws")));
                else
                    mapped.Add(Multiaddr.OfTcp(outside));
                break;
            }
        }

        if (mapped.SequenceEqual(Mapped))
            return;
        Mapped = mapped;
        PortsMapped(_logger, string.Join(", ", mapped));
        host.NotifySelfChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _closing.CancelHere();
        await _work.WhenIdleAsync();
    }

    [LoggerMessage(12600, LogLevel.Information, "the router passes on: {Addresses}")]
    private static partial void PortsMapped(ILogger logger, string addresses);

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await MapAsync(_closing.Token);
                await Task.Delay(Renew, host.Options.Time, _closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }
}
