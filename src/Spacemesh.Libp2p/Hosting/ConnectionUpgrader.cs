using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Negotiation;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Makes raw connections secure and multiplexed: each layer is negotiated (spec 08 §2.3).</summary>
internal sealed class ConnectionUpgrader(HostOptions options)
{
    private readonly NoiseSecurity _noise = new(options.Identity, options.Prologue, options.Secrets);

    /// <summary>On failure the raw connection is aborted.</summary>
    /// <exception cref="Libp2pException">The upgrade failed or took too long.</exception>
    public async ValueTask<UpgradedConnection> UpgradeAsync(ITransportConnection raw, NoiseRole role, PeerId? expected, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.UpgradeTimeout, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await NegotiateAsync(raw, role, NoiseSecurity.Protocol, linked.Token);
            var secured = await _noise.SecureAsync(raw, role, expected, linked.Token);
            await NegotiateAsync(secured.Channel, role, YamuxSession.Protocol, linked.Token);
            var session = YamuxSession.Start(secured.Channel, role == NoiseRole.Initiator, options.Time, options.Yamux);
            return new UpgradedConnection(session, secured.RemoteKey, raw.LocalAddress, raw.RemoteAddress) { IsLimited = raw is IRelayedConnection { IsLimited: true } };
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            raw.Abort();
            throw new Libp2pException(Libp2pFault.Timeout, $"the upgrade of the connection with {raw.RemoteAddress} took more than {options.UpgradeTimeout}", exception);
        }
        catch
        {
            raw.Abort();
            throw;
        }
    }

    private static async ValueTask NegotiateAsync(IDuplex channel, NoiseRole role, string protocol, CancellationToken cancellationToken)
    {
        if (role == NoiseRole.Initiator)
            await MultistreamSelect.SelectAsync(channel, [protocol], cancellationToken);
        else if (await MultistreamSelect.AcceptAsync(channel, proposal => string.Equals(proposal, protocol, StringComparison.Ordinal), cancellationToken) is null)
            throw new Libp2pException(Libp2pFault.ProtocolNotSupported, $"the peer does not take {protocol}");
    }
}
