using Spacemesh.Crypto.Addresses;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Node.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Simulation;
using Spacemesh.Simulation.Faults;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Node.Tests.Metering;

/// <summary>A simulated network whose nodes measure themselves as a process does: hare3, then hare4, transactions, a late joiner, trouble on a line.</summary>
internal sealed class MeteredNetwork : IDisposable
{
    private const string Prefix = "stest";
    private readonly Dictionary<string, NodeMetrics> _metrics = [];
    private readonly WholeNetwork _network;
    private readonly byte[] _key = new byte[Ed25519.PrivateKeySize];

    public MeteredNetwork()
    {
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], _key);
        Owner = Principal.Compute(Template.Wallet, Arguments);
        string account = AddressText.Format(Owner, Prefix);
        _network = new WholeNetwork(new SimulationOptions
        {
            Nodes = 5,
            Epochs = 7,
            Faults =
            [
                new PlannedFault.LateJoin(new LayerId(17), 0.5, 4),
                new PlannedFault.BadLine(new LayerId(13), 0, 2, new LinkConditions { MinDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(20), Loss = 0.3 }, new LayerId(16)),
            ],
            Settings = $$"""
                { "genesis": { "accounts": { "{{account}}": 1000000000000 } },
                  "hare3": { "disable-layer": 14 }, "hare4": { "enable": true, "enable-layer": 14, "disable-layer": 4294967295 } }
                """,
            Meters = Measure,
        });
    }

    public Address Owner { get; }

    private WalletSpawnArguments Arguments => new(Hash32.FromBytes(_key.AsSpan(32)));

    /// <summary>Lives through it; gives the names of all families that moved in some node.</summary>
    public IReadOnlySet<string> Run()
    {
        var watched = new HashSet<string>();
        for (uint layer = 1; layer <= _network.End.Value + 1; layer++)
        {
            _network.RunTo(new LayerId(layer));
            foreach (var node in _network.Nodes.Where(node => node.Graph is not null && watched.Add(node.Name)))
                _metrics[node.Name].Watch(node.Graph!, node.Sync!);
            Send(layer);
            // While one joins, the first ones do not answer.
            foreach (var node in _network.Nodes.Take(2))
                node.Place.LyingAnswers = layer is 17 or 18 ? (_, _, _) => null : null;
        }

        Disturb(_network.Nodes[0].Graph!, _network.Nodes[1]);

        var moved = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metrics in _metrics.Values)
        {
            moved.UnionWith(MetricCoverageTests.Moved(metrics));
        }

        return moved;
    }

    public void Dispose()
    {
        _network.Dispose();
        foreach (var metrics in _metrics.Values)
            metrics.Dispose();
    }

    private NodeMeters Measure(string name)
    {
        if (!_metrics.TryGetValue(name, out var metrics))
            _metrics[name] = metrics = new NodeMetrics("v0", 1, 1, _network.Scheduler.TimeProvider);
        return new NodeMeters(metrics.Instruments, metrics.Network, metrics.Sync, metrics.Metered);
    }

    /// <summary>What no honest peer does: garbage for every intake, a list that nobody has, an identity found malicious.</summary>
    private void Disturb(NodeGraph graph, WholeNode other) => _network.Scheduler.Run(async () =>
    {
        byte[] garbage = [1, 2, 3];
        var from = other.Place.Id;
        await graph.Proposals.JudgeProposalAsync(from, garbage, default);
        await graph.Malfeasances.ReceiveAsync(new ReceivedObject(null, from, garbage), default);
        await graph.Transactions.TakeForBlockAsync(new ReceivedObject(new Hash32(Blake3.Hash(garbage).Value), from, garbage), default);
        graph.Atxs.SetMalicious(other.Identity);
        await Assert.ThrowsAsync<PeerRequestException>(() => other.Place.Requests.RequestAsync(_network.Nodes[0].Place.Id, new PeerRequest(FullExchange.Protocol, FullExchange.Request(default))));
    });

    /// <summary>A spawn, then spends with the nonces that follow; some cannot be paid, come twice or are damaged.</summary>
    private void Send(uint layer)
    {
        if (layer < 9 || layer > 20)
            return;
        uint nonce = layer - 9;
        byte[] unsigned = nonce == 0
            ? UnsignedTransaction.SelfSpawn(Template.Wallet, new TxPayload(0, 1), Arguments)
            : UnsignedTransaction.Call(Owner, TxMethod.Spend, new TxPayload(nonce, 1), new SpendArguments(_network.Nodes[0].Coinbase, 1000));
        byte[] raw = Signed(unsigned);
        byte[] poor = Signed(UnsignedTransaction.Call(Owner, TxMethod.Spend, new TxPayload(nonce, 1), new SpendArguments(_network.Nodes[0].Coinbase, ulong.MaxValue / 2)));
        foreach (byte[] transaction in (byte[][])[raw, poor, raw[..^1]])
            _network.Scheduler.Run(async () => _ = await _network.Nodes[0].Graph!.Transactions.SubmitAsync(transaction));
    }

    private byte[] Signed(byte[] unsigned) =>
        [.. unsigned, .. Ed25519.Sign(_key, UnsignedTransaction.SignedMessage(_network.Parameters.GenesisId, unsigned)).ToArray()];
}
