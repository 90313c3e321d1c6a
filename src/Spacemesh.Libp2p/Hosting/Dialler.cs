using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>
/// Dials a peer's addresses, the next one while the earlier ones have not answered; the first that works wins. One dial a peer at a time: later
/// callers share it.
/// </summary>
internal sealed class Dialler(HostOptions options, ConnectionUpgrader upgrader, ResourceCounter counter, Func<IReadOnlyList<ITransport>> transports)
{
    private const int MaximumAddresses = 16;

    private readonly AddressResolver _resolver = new(options.Names);

    /// <exception cref="Libp2pException">No address works; the message lists the attempts.</exception>
    public async Task<UpgradedConnection> DialAsync(PeerId peer, IReadOnlyList<Multiaddr> addresses, bool directOnly, CancellationToken cancellationToken)
    {
        if (!options.Gater.MayDial(peer))
            throw new Libp2pException(Libp2pFault.Refused, $"the gater does not let {peer} be dialled");
        using var timeout = new CancellationTokenSource(options.DialTimeout, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var candidates = await CandidatesAsync(peer, addresses, directOnly, linked.Token);
        if (candidates.Count == 0)
            throw new Libp2pException(Libp2pFault.DialFailed, addresses.Count == 0 ? $"no address of {peer} is known" : $"none of the addresses of {peer} may or can be dialled: {string.Join(", ", addresses)}");
        if (!counter.TryAddConnection(Direction.Outbound, candidates[0]))
            throw new Libp2pException(Libp2pFault.Refused, "the limit of connections is reached");
        try
        {
            return await RaceAsync(peer, candidates, linked);
        }
        catch
        {
            counter.RemoveConnection(Direction.Outbound, candidates[0]);
            throw;
        }
    }

    /// <summary>Dials one address, in a given role of the handshake.</summary>
    public async Task<UpgradedConnection> DialAddressAsync(PeerId peer, Multiaddr address, NoiseRole role, CancellationToken cancellationToken)
    {
        bool isPublic = address.IsCircuit || IpNetworks.IsPublic(address);
        var limit = isPublic ? options.AddressTimeout : options.LocalAddressTimeout;
        if (address.IsCircuit)
            limit = options.DialTimeout;
        using var timeout = new CancellationTokenSource(limit, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            foreach (var transport in options.SecureTransports)
            {
                if (!transport.Handles(address))
                    continue;
                var connection = await transport.DialAsync(address, peer, linked.Token);
                return new UpgradedConnection(connection.Multiplexer, connection.RemoteKey, connection.LocalAddress, connection.RemoteAddress);
            }

            var raw = await transports().First(transport => transport.Handles(address)).DialAsync(address.IsCircuit ? address.WithPeer(peer) : address, linked.Token);
            return await upgrader.UpgradeAsync(raw, role, peer, linked.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new Libp2pException(Libp2pFault.Timeout, $"no answer within {limit}", exception);
        }
    }

    private static string Describe(Multiaddr address, Exception exception) => $"{address}: {exception.Message}";

    private async ValueTask<List<Multiaddr>> CandidatesAsync(PeerId peer, IReadOnlyList<Multiaddr> addresses, bool directOnly, CancellationToken cancellationToken)
    {
        var resolved = await _resolver.ResolveAsync(addresses, peer, cancellationToken);
        return
        [
            .. resolved.Select(address => address.Peer == peer ? address.WithoutPeer() ?? address : address)
                .Where(address => !(directOnly && address.IsCircuit) && CanDial(address) && options.Gater.MayDial(peer, address))
                .OrderBy(address => address.IsCircuit)
                .Take(MaximumAddresses),
        ];
    }

    private bool CanDial(Multiaddr address) =>
        transports().Any(transport => transport.Handles(address)) || options.SecureTransports.Any(transport => transport.Handles(address));

    private async Task<UpgradedConnection> RaceAsync(PeerId peer, List<Multiaddr> candidates, CancellationTokenSource cancellation)
    {
        var running = new List<(Multiaddr Address, Task<UpgradedConnection> Task)>();
        var failures = new List<(string Text, Exception Exception)>();
        int next = 0;
        while (true)
        {
            if (next < candidates.Count)
            {
                var address = candidates[next++];
                running.Add((address, DialAddressAsync(peer, address, NoiseRole.Initiator, cancellation.Token)));
            }

            if (running.Count == 0)
                break;
            var tasks = running.Select(attempt => (Task)attempt.Task);
            if (next < candidates.Count)
                tasks = tasks.Append(Task.Delay(options.DialStagger, options.Time, cancellation.Token));
            await Task.WhenAny(tasks);
            if (running.FirstOrDefault(attempt => attempt.Task.IsCompletedSuccessfully).Task is { } winner)
            {
                running.RemoveAll(attempt => attempt.Task == winner);
                cancellation.CancelHere();
                foreach (var late in running)
                    _ = DropAsync(late.Task);
                return await winner;
            }

            foreach (var attempt in running.Where(attempt => attempt.Task.IsCompleted).ToList())
            {
                running.Remove(attempt);
                var exception = (Exception?)attempt.Task.Exception?.InnerException ?? new OperationCanceledException("cancelled");
                failures.Add((Describe(attempt.Address, exception), exception));
            }
        }

        // One attempt's own fault says more than "all failed".
        var fault = failures.Count == 1 && failures[0].Exception is Libp2pException single ? single.Fault : Libp2pFault.DialFailed;
        throw new Libp2pException(fault, $"{peer} cannot be dialled. {string.Join("; ", failures.Select(failure => failure.Text))}", failures[0].Exception);
    }

    private static async Task DropAsync(Task<UpgradedConnection> late)
    {
        try
        {
            (await late).Multiplexer.Abort();
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            // It lost the race and failed: nothing is left of it.
        }
    }
}
