using System.Collections.Concurrent;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>
/// One iterative lookup: asks the nearest known peers, several at a time, until the nearest few have answered and named none nearer; then, when the
/// nearest peers are wanted, the rest of them.
/// </summary>
internal sealed class KadLookup(
    PeerId self, byte[] key, KademliaOptions options, Func<PeerId, CancellationToken, Task<KadMessage>> ask, Func<KadPeer, bool> mayAsk, Peerstore peers)
{
    private readonly KadKey _target = KadKey.Of(key);
    private readonly ConcurrentDictionary<PeerId, State> _states = new();

    private enum State
    {
        Heard,
        Asked,
        Answered,
        Failed,
    }

    /// <summary>Called with every answer; true ends the lookup.</summary>
    public Func<PeerId, KadMessage, bool>? OnAnswer { get; set; }

    /// <summary>The nearest peers that answered, the nearest first.</summary>
    public async Task<IReadOnlyList<PeerId>> RunAsync(IEnumerable<PeerId> seeds, bool askAllNearest, CancellationToken cancellationToken)
    {
        foreach (var seed in seeds)
            _states.TryAdd(seed, State.Heard);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<bool>>();
        bool ended = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (!ended && running.Count < options.Concurrency && Next(askAllNearest) is { } peer)
            {
                _states[peer] = State.Asked;
                running.Add(AskAsync(peer, ending.Token));
            }

            if (running.Count == 0)
                break;
            await Task.WhenAny(running);
            foreach (var task in running.Where(task => task.IsCompleted).ToList())
            {
                running.Remove(task);
                if (await task)
                    ended = true;
            }

            if (ended)
                ending.CancelHere();
        }

        return [.. Nearest(State.Answered).Take(options.BucketSize)];
    }

    /// <summary>The nearest peer that is still to be asked; null when the lookup has converged.</summary>
    private PeerId? Next(bool askAllNearest)
    {
        var live = Nearest(State.Heard, State.Asked, State.Answered).ToList();
        int needed = askAllNearest ? options.BucketSize : options.Resiliency;
        foreach (var peer in live.Take(needed))
        {
            if (_states[peer] == State.Heard)
                return peer;
        }

        return null;
    }

    private IEnumerable<PeerId> Nearest(params State[] states)
    {
        var chosen = _states.Where(entry => states.Contains(entry.Value)).Select(entry => (entry.Key, Key2: KadKey.Of(entry.Key))).ToList();
        chosen.Sort((left, right) => _target.CompareDistance(left.Key2, right.Key2));
        return chosen.Select(entry => entry.Key);
    }

    private async Task<bool> AskAsync(PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await ask(peer, cancellationToken);
            _states[peer] = State.Answered;
            foreach (var closer in answer.CloserPeers.Take(2 * options.BucketSize))
            {
                if (closer.Id == self || !mayAsk(closer))
                    continue;
                peers.AddAddresses(closer.Id, closer.Addresses, Peerstore.Heard);
                _states.TryAdd(closer.Id, State.Heard);
            }

            return OnAnswer?.Invoke(peer, answer) == true;
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            _states[peer] = State.Failed;
            return false;
        }
    }
}
