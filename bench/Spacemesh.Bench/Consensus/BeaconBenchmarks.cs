using Spacemesh.Beacons;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Bench.Consensus;

/// <summary>Beacon messages from bytes to the answer of their check, and what a repeated one costs; against libsodium's verification (spec 11 §4).</summary>
public sealed class BeaconBenchmarks : BenchmarkSuite
{
    private const int Smeshers = 1000;
    private const int Proposals = 42;
    private const ulong Nonce = 7;

    private static readonly NetworkParameters Network = new()
    {
        LayersPerEpoch = 288,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = default,
        AddressPrefix = "sm",
    };

    private static readonly EpochId Epoch = new(2);
    private static readonly DateTimeOffset Now = Network.StartOf(Network.FirstLayer(Epoch));

    public override string Part => "consensus";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] bytes = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], bytes);
        using var key = new EdSigner(bytes, Network.GenesisId);
        using var prover = key.CreateVrfSigner();
        byte[] message = [.. Enumerable.Repeat((byte)5, 320)];
        byte[] signature = Ed25519.Sign(bytes, message).ToArray();
        byte[] publicKey = bytes[32..];
        var ed = Yardstick.InProcess("ED", () => Expect(Libsodium.Verify(signature, message, publicKey)));
        var checks = new BeaconChecks(new EdVerifier(Network.GenesisId));
        var machine = new BeaconMachine(new BeaconOptions { Rounds = 20 }, Network, new Source(key.NodeId));
        machine.Begin(Epoch, synced: true, Now);

        var proof = prover.Prove(Scale.Encode(new BeaconVrfMessage(Nonce, Epoch)));
        byte[] proposal = Scale.Encode(new BeaconProposalMessage(Epoch, key.NodeId, proof));
        yield return new("Beacon proposal, from bytes to the check's answer", () => Check(machine, checks, BeaconTopic.Proposal, proposal), ed);

        machine.Advance(Now);
        var body = new FirstVotingMessageBody(Epoch, Enumerable.Range(0, Proposals).Select(i => BeaconProposal.FromBytes(BitConverter.GetBytes(i))).ToScaleList(), default);
        byte[] first = Scale.Encode(new FirstVotingMessage(body, key.NodeId, key.Sign(SigningDomain.BeaconFirstMessage, Scale.Encode(body))));
        yield return new($"Beacon first votes of {Proposals}, same", () => Check(machine, checks, BeaconTopic.FirstVotes, first), ed);

        Count(machine, BeaconTopic.FirstVotes, first);
        yield return new("Beacon first votes, second of a smesher", () => Expect(machine.Receive(BeaconTopic.FirstVotes, first, Now).Verdict.IsIgnore), ed);

        machine.Advance(Now);
        var votes = new FollowingVotingMessageBody(Epoch, 1, new byte[] { 1, 255, 255, 255, 255, 255 });
        byte[] following = Scale.Encode(new FollowingVotingMessage(votes, key.NodeId, key.Sign(SigningDomain.BeaconFollowupMessage, Scale.Encode(votes))));
        yield return new("Beacon following votes, same", () => Check(machine, checks, BeaconTopic.FollowingVotes, following), ed);

        machine.Advance(Now);
        byte[] coin = Scale.Encode(new WeakCoinMessage(
            Epoch, 1, 0, key.NodeId, prover.Prove(Scale.Encode(new WeakCoinVrfMessage(Nonce, Epoch, 1, 0)))));
        yield return new("Beacon weak coin, the smallest so far, same", () => Check(machine, checks, BeaconTopic.WeakCoin, coin), ed);

        Count(machine, BeaconTopic.WeakCoin, coin);
        yield return new("Beacon weak coin, not the smallest", () => Expect(machine.Receive(BeaconTopic.WeakCoin, coin, Now).Verdict.IsIgnore), ed);
        yield return new($"Beacon state of an epoch of {Smeshers} ATXs", () => Expect(BeaconEpoch.Create(Epoch, new BeaconOptions(), Network, new Source(key.NodeId)) is not null));
    }

    private static void Check(BeaconMachine machine, BeaconChecks checks, BeaconTopic topic, byte[] bytes) =>
        Expect(machine.Receive(topic, bytes, Now).Pending!.IsAuthentic(checks));

    private static void Count(BeaconMachine machine, BeaconTopic topic, byte[] bytes) =>
        Expect(machine.Complete(machine.Receive(topic, bytes, Now).Pending!, authentic: true).IsAccept);

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("a message got another answer");
    }

    private sealed class Source(NodeId smesher) : IBeaconSource
    {
        public IReadOnlyCollection<NodeId> Identities => [];

        public IEnumerable<BeaconAtx> AtxsOf(EpochId target)
        {
            yield return new BeaconAtx(default, smesher, 10, 4, 0, IsMalicious: false);
            for (int i = 1; i < Smeshers; i++)
            {
                byte[] id = new byte[NodeId.Size];
                BitConverter.TryWriteBytes(id, i);
                yield return new BeaconAtx(AtxId.FromBytes(id), NodeId.FromBytes(id), 10, 4, 0, IsMalicious: false);
            }
        }

        public ulong? VrfNonceOf(NodeId node, EpochId target) => Nonce;
    }
}
