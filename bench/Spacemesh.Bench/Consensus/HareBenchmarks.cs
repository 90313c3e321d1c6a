using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Eligibility;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Lockstep;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Bench.Consensus;

/// <summary>Hare messages from bytes to the machine, eligibility, and whole layers; against libsodium's verification (spec 11 §9).</summary>
public sealed class HareBenchmarks : BenchmarkSuite, IActiveSetSource, IHareAtxs
{
    private const int Ids = 50;
    private const int Messages = 100;

    private static readonly NetworkParameters Network = new()
    {
        LayersPerEpoch = 8,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = default,
        AddressPrefix = "sm",
    };

    private static readonly LayerId Layer = new(16);

    private readonly Dictionary<AtxId, (NodeId Smesher, ulong Weight)> _atxs = [];

    public override string Part => "consensus";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], key);
        byte[] message = [.. Enumerable.Repeat((byte)5, 320)];
        byte[] signature = Ed25519.Sign(key, message).ToArray();
        byte[] publicKey = key[32..];
        var ed = Yardstick.InProcess("ED", () => Expect(Libsodium.Verify(signature, message, publicKey)));

        // 1,000 ids, committee 800; the senders of the messages are the first of them that have a seat.
        var keys = Fill(1000);
        var oracle = Oracle();
        var intake = new HareIntake(
            HareFormat.Hare3, new HareChecks(new EdVerifier(Network.GenesisId), oracle, this, () => true), new ProposalStore(3), new FullExchange());
        var messages = Sealed(keys, oracle, committee: 800);
        int next = 0;
        yield return new(
            $"Hare preround of {Ids} ids, from bytes to the machine",
            () =>
            {
                if (next % messages.Count == 0)
                {
                    intake.Unregister(Layer);
                    intake.Register(new HareSession(Rules(800), Layer, default));
                }

                Expect(intake.Receive(messages[next++ % messages.Count]).Verdict.IsAccept);
            },
            ed,
            Reference: 0.265);
        var (proof, alpha, sender) = (default(VrfSignature), oracle.TryMessage(Layer, 0, out byte[]? vrf) ? vrf : [], keys[0]);
        using (var prover = sender.CreateVrfSigner())
            proof = prover.Prove(alpha);
        var id = sender.NodeId;
        yield return new("VRF verification alone, the share of it", () => Expect(VrfVerifier.Verify(in id, alpha, in proof)), ed);
        yield return new("Hare preround, decoding and structure alone", () => Expect(intake.Open(messages[0]).Candidate is not null), ed);
        var trusting = new HareIntake(HareFormat.Hare3, new Trusting(), new ProposalStore(3), new FullExchange());
        int admitted = 0;
        yield return new(
            "Hare preround without signature and eligibility",
            () =>
            {
                if (admitted % messages.Count == 0)
                {
                    trusting.Unregister(Layer);
                    trusting.Register(new HareSession(Rules(800), Layer, default));
                }

                Expect(trusting.Receive(messages[admitted++ % messages.Count]).Verdict.IsAccept);
            },
            ed);

        // 2,000 active ids, committee 400.
        keys = Fill(2000);
        oracle = Oracle();
        foreach (var benchmark in Eligibility(keys, oracle, ed))
            yield return benchmark;
        var plan = LockstepPlan.Draw(7, nodes: 50);
        plan = plan with { Layers = 1, Faults = [.. Enumerable.Repeat(Fault.None, 50)] };
        yield return new("A layer of 50 nodes, proposals to certificates", () => Expect(LockstepRun.Of(plan).Violations.Count == 0), Unit: "layers/s");
        yield return new(
            "A node of such a layer", () => Expect(LockstepRun.Of(plan).Violations.Count == 0), Scale: 50, Unit: "node layers/s");
    }

    public Beacon? Beacon(EpochId epoch) => Primitives.Beacon.FromBytes([1, 2, 3, 4]);

    public IReadOnlyList<AtxId>? FirstBlockRewards(EpochId epoch) => null;

    public ReferenceBallot? EarliestBallot(AtxId atx, EpochId epoch) => null;

    public IEnumerable<ReferenceBallot> FirstBallots(EpochId epoch) => [];

    public IReadOnlyList<AtxId>? StoredSet(Hash32 hash) => null;

    public (NodeId Smesher, ulong Weight)? Atx(EpochId target, AtxId atx) => _atxs[atx];

    public (ulong Base, ulong Height)? Heights(EpochId target, AtxId atx) => (0, 1);

    public bool IsMalicious(NodeId smesher) => false;

    private static IEnumerable<Benchmark> Eligibility(List<EdSigner> keys, EligibilityOracle oracle, Yardstick ed)
    {
        oracle.TryMessage(Layer, 0, out byte[]? alpha);
        var claims = new List<(NodeId Id, VrfSignature Proof, ushort Seats)>();
        foreach (var key in keys.Take(Messages))
        {
            using var prover = key.CreateVrfSigner();
            var proof = prover.Prove(alpha);
            Expect(oracle.TryCount(Layer, 0, 400, key.NodeId, in proof, synced: true, out ushort seats, out _));
            claims.Add((key.NodeId, proof, seats));
        }

        int next = 0;
        yield return new(
            "Eligibility validate incl. VRF",
            () =>
            {
                var (id, proof, seats) = claims[next++ % claims.Count];
                Expect(oracle.Validate(Layer, 0, 400, id, in proof, seats, synced: true, out _));
            },
            ed,
            Reference: 0.354);
        yield return new(
            "Eligibility calculate incl. VRF",
            () =>
            {
                var (id, proof, _) = claims[next++ % claims.Count];
                Expect(oracle.TryCount(Layer, 0, 400, id, in proof, synced: true, out _, out _));
            },
            ed,
            Reference: 0.368);
        yield return new(
            "Eligibility calculate, VRF not counted",
            () =>
            {
                var (id, proof, _) = claims[next++ % claims.Count];
                Expect(oracle.TryOpen(Layer, 0, 400, id, synced: true, out var check, out _) && check.TryCountOwn(in proof, out _, out _));
            },
            ed,
            Reference: 2.18);
    }

    private static HareOptions Rules(ushort committee) => new()
    {
        Section = "hare3",
        Format = HareFormat.Hare3,
        Topic = "/h/3.0",
        Enabled = true,
        Committee = committee,
        Leaders = 5,
        IterationsLimit = 4,
        PreroundDelay = TimeSpan.FromSeconds(25),
        RoundDuration = TimeSpan.FromSeconds(12),
    };

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("an operation gave another result");
    }

    private static List<byte[]> Sealed(List<EdSigner> keys, EligibilityOracle oracle, uint committee)
    {
        oracle.TryMessage(Layer, 0, out byte[]? alpha);
        var ids = Enumerable.Range(0, Ids).Select(i => ProposalId.FromBytes([(byte)i, .. new byte[ProposalId.Size - 1]])).ToScaleList();
        var sealedMessages = new List<byte[]>();
        foreach (var key in keys)
        {
            if (sealedMessages.Count == Messages)
                break;
            using var prover = key.CreateVrfSigner();
            var proof = prover.Prove(alpha);
            if (!oracle.TryCount(Layer, 0, committee, key.NodeId, in proof, synced: true, out ushort seats, out _) || seats == 0)
                continue;
            var draft = new HareMessage(Layer, default, new HareValue(ids, null), default, new HareEligibility(proof, seats), key.NodeId, default);
            var signature = key.Sign(SigningDomain.Hare, Scale.Encode(HareFormat.Hare3.Metadata(draft)));
            sealedMessages.Add(HareFormat.Hare3.Encode(draft with { Signature = signature }));
        }

        return sealedMessages;
    }

    private List<EdSigner> Fill(int count)
    {
        _atxs.Clear();
        var keys = new List<EdSigner>();
        for (int i = 0; i < count; i++)
        {
            byte[] seed = new byte[Ed25519.SeedSize];
            BitConverter.TryWriteBytes(seed, i + 1);
            byte[] key = new byte[Ed25519.PrivateKeySize];
            Ed25519.ExpandSeed(seed, key);
            keys.Add(new EdSigner(key, Network.GenesisId));
            _atxs.Add(AtxId.FromBytes(seed), (keys[i].NodeId, 120_000ul + (ulong)(i * 7919 % 120_000)));
        }

        return keys;
    }

    private EligibilityOracle Oracle()
    {
        var oracle = new EligibilityOracle(new OracleOptions(Network, 1), this);
        oracle.ActiveSets.AddFallback(Network.EpochOf(Layer), [.. _atxs.Keys]);
        return oracle;
    }

    private sealed class Trusting : IHareChecks
    {
        public bool IsSigned(NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature) => true;

        public bool IsEligible(HareSession session, HareMessage message) => true;

        public bool IsMalicious(NodeId sender) => false;
    }
}
