using System.Diagnostics.Metrics;
using Spacemesh.Codec;
using Spacemesh.Malfeasance;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Activation.Tests;

/// <summary>Malfeasance proofs into the node: what the golden files do not show (spec 04 §12).</summary>
public sealed class MalfeasanceIntakeTests
{
    private static readonly GoldenFiles Golden = GoldenFiles.V1;

    private readonly MemoryStateDatabase _database = new();

    [Fact]
    public async Task Accusation_without_NIPoST_metadata_is_rejected_without_a_crash()
    {
        var node = Golden.Node(_database);
        await Golden.StoreAsync(node, "A1");
        var atx = Golden.AtxV1("A1");
        foreach (var nipost in new[] { null, atx.Inner.NIPost! with { PostMetadata = null } })
        {
            var bare = Golden.Sign("alice", atx with { Inner = atx.Inner with { NIPost = nipost } });
            Assert.True((await Receive(node, PostIndex(bare, 0))).IsReject);
        }

        Assert.Empty(_database.MaliciousIdentities.All());
    }

    [Fact]
    public async Task Accusation_of_an_absent_PoST_holds()
    {
        var node = Golden.Node(_database);
        var atx = Golden.AtxV1("A1");
        var without = Golden.Sign("alice", atx with { Inner = atx.Inner with { NIPost = atx.Inner.NIPost! with { Post = null } } });
        Assert.True((await Receive(node, PostIndex(without, 0))).IsAccept);
        Assert.Single(_database.MaliciousIdentities.All());
    }

    [Fact]
    public async Task Interrupted_verification_proves_nothing()
    {
        var node = Golden.Node(_database);
        var proof = PostIndex(Golden.AtxV1("A1"), 0);
        using var stop = new CancellationTokenSource();
        var interrupted = new MalfeasanceIntake(
            node.Ports with
            {
                ProofPost = new ScriptedPost((_, cancel) =>
                {
                    stop.Cancel();
                    cancel.ThrowIfCancellationRequested();
                    return default;
                }),
            },
            node.Options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => interrupted.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, Gossip(proof)), stop.Token).AsTask());
        var closed = new MalfeasanceIntake(node.Ports with { ProofPost = new ScriptedPost((_, _) => throw new ObjectDisposedException("verifier")) }, node.Options);
        Assert.True((await closed.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, Gossip(proof)), default)).IsIgnore);
        Assert.Empty(_database.MaliciousIdentities.All());
        Assert.Empty(node.Observer.Calls);
    }

    [Fact]
    public async Task Proof_against_an_own_identity_is_told_to_the_user()
    {
        var node = Golden.Node(_database, new NodeSettings { Own = [Golden.Network.Identities["alice"]] });
        await Golden.StoreAsync(node, "A1", "B1");
        var proof = Proofs.MultipleAtxs(node.Network, Golden.AtxV1("A2"), IdOf("A2"), Golden.AtxV1("A2twin"), IdOf("A2twin"));
        Assert.True((await Receive(node, proof)).IsAccept);
        Assert.Single(node.Events.Events.OfType<MalfeasanceProven>());
        Assert.Equal(Golden.Network.Identities["alice"], Assert.Single(node.Events.Events.OfType<OwnMalfeasance>()).Smesher);
    }

    [Fact]
    public async Task Second_proof_changes_nothing_and_tells_nobody()
    {
        var node = Golden.Node(_database);
        await Golden.StoreAsync(node, "A1", "B1");
        var first = Proofs.MultipleAtxs(node.Network, Golden.AtxV1("A2"), IdOf("A2"), Golden.AtxV1("A2twin"), IdOf("A2twin"));
        var second = Proofs.MultipleAtxs(node.Network, Golden.AtxV1("A2twin"), IdOf("A2twin"), Golden.AtxV1("A2"), IdOf("A2"));
        Assert.True((await Receive(node, first)).IsAccept);
        node.ForgetCalls();
        Assert.True((await Receive(node, second)).IsAccept);
        Assert.Empty(node.Observer.Calls);
        Assert.Empty(node.Events.Events);
        Assert.Equal(Scale.Encode(first), _database.MaliciousIdentities.Find(Golden.Network.Identities["alice"])!.Value.Proof.ToArray());
    }

    [Fact]
    public async Task Proofs_are_counted_by_type_those_that_convict_once()
    {
        using var meter = new Meter("test");
        using var listener = new MeterListener();
        var counted = new List<string>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.Name.Contains("malfeasance", StringComparison.Ordinal))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => counted.Add($"{instrument.Name["spacemesh_malfeasance_".Length..]} {tags[0].Value} {count}"));
        listener.Start();
        var node = Golden.Node(_database);
        await Golden.StoreAsync(node, "A1", "B1");
        var intake = new MalfeasanceIntake(node.Ports with { Instruments = new NodeInstruments(meter) }, node.Options);
        var valid = Gossip(Proofs.MultipleAtxs(node.Network, Golden.AtxV1("A2"), IdOf("A2"), Golden.AtxV1("A2twin"), IdOf("A2twin")));
        var invalid = Gossip(Proofs.InvalidPrevious(node.Network, Golden.AtxV1("A2"), Golden.AtxV1("A2")));
        foreach (byte[] message in new[] { new byte[] { 1, 2 }, invalid, valid, valid })
            await intake.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, message), CancellationToken.None);
        Assert.Equal(["num_invalid_proofs mal 1", "num_invalid_proofs invalid_prev_atx 1", "num_proofs atx 1"], counted);
    }

    [Fact]
    public async Task Every_truncation_of_a_proof_is_rejected()
    {
        var node = Golden.Node(_database);
        byte[] bytes = Gossip(Proofs.InvalidPrevious(node.Network, Golden.AtxV1("A2"), Golden.AtxV1("A2twin")));
        for (int length = 0; length < bytes.Length; length++)
            Assert.True((await node.Proofs.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, bytes.AsMemory(0, length)), default)).IsReject);
    }

    [Fact]
    public async Task Closed_database_is_ignored()
    {
        var node = Golden.Node(_database);
        await Golden.StoreAsync(node, "A1", "B1");
        var proof = Proofs.MultipleAtxs(node.Network, Golden.AtxV1("A2"), IdOf("A2"), Golden.AtxV1("A2twin"), IdOf("A2twin"));
        _database.Dispose();
        Assert.True((await Receive(node, proof)).IsIgnore);
    }

    private static AtxId IdOf(string name) => new(Golden.Network.Atxs[name].Id.Value);

    private static MalfeasanceProof PostIndex(ActivationTxV1 atx, uint ordinal) => Proofs.InvalidPostIndex(Golden.Network.Parameters, atx, ordinal);

    private static byte[] Gossip(MalfeasanceProof proof) => Scale.Encode(new MalfeasanceGossip(proof, null));

    private static Task<Verdict> Receive(ActivationNode node, MalfeasanceProof proof) =>
        node.Proofs.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, Gossip(proof)), CancellationToken.None).AsTask();
}
