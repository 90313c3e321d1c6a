using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Activation.Tests;

/// <summary>PoET proofs into the node (spec 03 §14.4, 04 §13).</summary>
public sealed class PoetProofIntakeTests
{
    private static readonly (PoetProofRef Reference, byte[] Message) Proof = GoldenFiles.V1.Network.Poets["R1"];

    private readonly MemoryStateDatabase _database = new();

    [Fact]
    public async Task Good_proof_is_stored_and_its_facts_are_known()
    {
        var node = GoldenFiles.V1.Node(_database, poets: false);
        Assert.Null(node.Poets.Find(Proof.Reference));
        Assert.True((await Receive(node, Proof.Message, Proof.Reference)).IsAccept);
        var message = Scale.Decode<PoetProofMessage>(Proof.Message);
        Assert.Equal(new Spacemesh.Activation.PoetFacts(message.Proof.LeafCount, message.Statement), node.Poets.Find(Proof.Reference));
        Assert.Equal(Proof.Message, _database.Poets.Find(Proof.Reference)!.Value.ToArray());
        // Facts read from the database are the same.
        Assert.Equal(node.Poets.Find(Proof.Reference), GoldenFiles.V1.Node(_database, poets: false).Poets.Find(Proof.Reference));
    }

    [Fact]
    public async Task Bad_proofs_fail_their_fetch_but_are_nobodys_fault()
    {
        var node = GoldenFiles.V1.Node(_database, poets: false);
        var message = Scale.Decode<PoetProofMessage>(Proof.Message);
        Assert.True((await Receive(node, [], Proof.Reference)).IsIgnore);
        Assert.True((await Receive(node, [.. Proof.Message, 0], Proof.Reference)).IsIgnore);
        Assert.True((await Receive(node, Proof.Message, new PoetProofRef(default))).IsIgnore);
        // The statement is not covered by the reference, but the work is salted with it.
        byte[] otherStatement = Scale.Encode(message with { Statement = default });
        Assert.True((await Receive(node, otherStatement, Proof.Reference)).IsIgnore);
        var fewerLeaves = message with { Proof = message.Proof with { LeafCount = 149 } };
        Assert.True((await Receive(node, Scale.Encode(fewerLeaves), fewerLeaves.ComputeRef())).IsIgnore);
        Assert.False(_database.Poets.Contains(Proof.Reference));
    }

    [Fact]
    public async Task Known_reference_is_accepted_whatever_else_the_message_holds()
    {
        var node = GoldenFiles.V1.Node(_database, poets: false);
        Assert.True((await Receive(node, Proof.Message, Proof.Reference)).IsAccept);
        var message = Scale.Decode<PoetProofMessage>(Proof.Message);
        Assert.True((await Receive(node, Scale.Encode(message with { Statement = default }), Proof.Reference)).IsAccept);
        Assert.Equal(message.Statement, node.Poets.Find(Proof.Reference)!.Value.Statement);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Short_service_ids_do_no_harm(int length)
    {
        // The reference crashes on them after it stored the row.
        var node = GoldenFiles.V1.Node(_database, poets: false);
        var message = Scale.Decode<PoetProofMessage>(Proof.Message) with { PoetServiceId = new byte[length] };
        Assert.True((await node.Poets.TakeAsync(message)).IsAccept);
        Assert.True(_database.Poets.Contains(Proof.Reference));
    }

    [Fact]
    public async Task Copies_that_come_together_are_verified_once()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 2 });
        var counting = new CountingPool(pool);
        var node = GoldenFiles.V1.Node(_database, new NodeSettings { Pool = counting }, poets: false);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Receive(node, Proof.Message, Proof.Reference)));
        Assert.All(verdicts, verdict => Assert.True(verdict.IsAccept));
        Assert.Equal(1, counting.Ran);
    }

    /// <summary>Proofs come only because an ATX names them; a peer can invent both without end.</summary>
    [Fact]
    public async Task Flood_of_bad_proofs_stores_nothing_and_waits_for_its_turn()
    {
        const int Flood = 300;
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 2 });
        var counting = new CountingPool(pool);
        var node = GoldenFiles.V1.Node(_database, new NodeSettings { Pool = counting }, poets: false);
        var message = Scale.Decode<PoetProofMessage>(Proof.Message);
        var bad = Enumerable.Range(1, Flood).Select(i => message with { Proof = message.Proof with { LeafCount = message.Proof.LeafCount + (ulong)i } }).ToList();
        var flood = bad.Select(proof => Receive(node, Scale.Encode(proof), proof.ComputeRef())).ToList();
        Assert.True((await Receive(node, Proof.Message, Proof.Reference)).IsAccept);
        Assert.All(await Task.WhenAll(flood), verdict => Assert.True(verdict.IsIgnore, verdict.ToString()));
        Assert.Equal(Flood + 1, counting.Ran);
        Assert.InRange(counting.Most, 1, pool.Parallelism);
        Assert.All(bad, proof => Assert.False(_database.Poets.Contains(proof.ComputeRef())));
        Assert.All(bad, proof => Assert.Null(node.Poets.Find(proof.ComputeRef())));
        Assert.NotNull(node.Poets.Find(Proof.Reference));
    }

    [Fact]
    public async Task Closed_database_is_ignored()
    {
        var node = GoldenFiles.V1.Node(_database, poets: false);
        _database.Dispose();
        Assert.True((await Receive(node, Proof.Message, Proof.Reference)).IsIgnore);
    }

    private static Task<Verdict> Receive(ActivationNode node, byte[] bytes, PoetProofRef expected) =>
        node.Poets.ReceiveAsync(new ReceivedObject(new Hash32(expected.Value), ActivationNode.Peer, bytes), CancellationToken.None).AsTask();

    private sealed class CountingPool(IWorkPool pool) : IWorkPool
    {
        private int _ran;
        private int _running;
        private int _most;

        public int Ran => _ran;

        /// <summary>Works that ran at one time.</summary>
        public int Most => _most;

        public int Parallelism => pool.Parallelism;

        public ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _ran);
            return pool.RunAsync(Counted, priority, cancellationToken);

            T Counted(CancellationToken cancel)
            {
                int now = Interlocked.Increment(ref _running);
                for (int most = _most; now > most; most = _most)
                    Interlocked.CompareExchange(ref _most, now, most);
                try
                {
                    return work(cancel);
                }
                finally
                {
                    Interlocked.Decrement(ref _running);
                }
            }
        }
    }
}
