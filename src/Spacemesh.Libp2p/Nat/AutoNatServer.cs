using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Nat;

/// <summary>Dials peers back that ask whether they can be reached, from an identity of its own (spec 08 §2.14). One lock.</summary>
public sealed class AutoNatServer : IDisposable
{
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromMinutes(1);

    private readonly Lock _entry = new();
    private readonly Host _host;
    private readonly AutoNatServerOptions _options;
    private readonly ConnectionUpgrader _upgrader;
    private readonly Dictionary<PeerId, int> _byPeer = [];
    private int _all;
    private DateTimeOffset _resetAt;

    public AutoNatServer(Host host, AutoNatServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _options = options;
        byte[] seed = new byte[32];
        host.Options.Secrets.Fill(seed);
        _upgrader = new ConnectionUpgrader(host.Options with { Identity = IdentityKey.FromSeed(seed) });
    }

    public void Start() => _host.Handle(AutoNatMessage.Protocol, ServeAsync);

    public void Dispose() => _host.Unhandle(AutoNatMessage.Protocol);

    private async Task ServeAsync(P2pStream stream, CancellationToken closing)
    {
        stream.SetDeadline(StreamTimeout);
        if (await stream.ReadFrameAsync(AutoNatMessage.MaximumSize, closing) is not { } frame || AutoNatMessage.Decode(frame) is not { IsResponse: false } request)
        {
            stream.Abort();
            return;
        }

        var answer = await AnswerAsync(stream, request, closing);
        await stream.WriteFrameAsync(answer.Encode(), closing);
    }

    private async Task<AutoNatMessage> AnswerAsync(P2pStream stream, AutoNatMessage request, CancellationToken closing)
    {
        if (!request.HasPeer)
            return AutoNatMessage.Answer(AutoNatStatus.BadRequest, "missing peer info");
        if (request.Peer is not null && request.Peer != stream.Peer)
            return AutoNatMessage.Answer(AutoNatStatus.BadRequest, "peer id mismatch");
        var observed = stream.Connection.RemoteAddress;
        if (stream.Connection.IsRelayed || observed.Ip is not { } ip || !IpNetworks.IsPublic(ip))
            return AutoNatMessage.Answer(AutoNatStatus.DialRefused, "refusing to dial peer with blocked observed address");
        var addresses = request.Addresses
            .Append(observed)
            .Where(address => !address.IsCircuit && address.Ip is not null && address.Port > 0)
            .Select(address => address.WithIp(ip))
            .Distinct()
            .Take(_options.MaximumAddresses)
            .ToList();
        if (!TryTakeTurn(stream.Peer))
            return AutoNatMessage.Answer(AutoNatStatus.DialRefused, "too many dials");
        return await DialBackAsync(stream.Peer, addresses, closing);
    }

    private bool TryTakeTurn(PeerId peer)
    {
        lock (_entry)
        {
            var now = _host.Options.Time.GetUtcNow();
            if (now >= _resetAt)
            {
                _byPeer.Clear();
                _all = 0;
                _resetAt = now + (_options.ResetPeriod * (1 + (_host.Options.Random.NextDouble() / 4)));
            }

            int count = _byPeer.GetValueOrDefault(peer);
            if (_all >= _options.GlobalLimit || count >= _options.PeerLimit)
                return false;
            _all++;
            _byPeer[peer] = count + 1;
            return true;
        }
    }

    private async Task<AutoNatMessage> DialBackAsync(PeerId peer, List<Multiaddr> addresses, CancellationToken closing)
    {
        using var timeout = new CancellationTokenSource(_options.DialTimeout, _host.Options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, closing);
        string reason = "no address to dial";
        foreach (var address in addresses)
        {
            if (_options.Transports.FirstOrDefault(transport => transport.Handles(address)) is not { } transport || !_host.Options.Gater.MayDial(peer, address))
                continue;
            try
            {
                var raw = await transport.DialAsync(address, linked.Token);
                var upgraded = await _upgrader.UpgradeAsync(raw, NoiseRole.Initiator, peer, linked.Token);
                upgraded.Multiplexer.Abort();
                return AutoNatMessage.Answer(AutoNatStatus.Ok, "", address);
            }
            catch (Libp2pException exception)
            {
                reason = exception.Message;
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                reason = "dial timeout";
                break;
            }
        }

        return AutoNatMessage.Answer(AutoNatStatus.DialError, reason);
    }
}
