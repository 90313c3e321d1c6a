using Spacemesh.Activation;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Malfeasance.Tests;

/// <summary>Contradictions that the golden files leave out (spec 04 §12.2, §12.5).</summary>
public sealed class AtxConflictsTests
{
    private static readonly NodeId Smesher = NodeId.FromBytes([.. Enumerable.Repeat((byte)9, 32)]);
    private static readonly AtxId Other = AtxId.FromBytes([.. Enumerable.Repeat((byte)1, 32)]);

    private static readonly NetworkParameters Network = new()
    {
        LayersPerEpoch = 4032,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = AtxId.FromBytes([.. Enumerable.Repeat((byte)7, 32)]),
        AddressPrefix = "sm",
    };

    [Fact]
    public void Proof_about_the_last_epochs_has_no_layer_and_does_not_overflow()
    {
        var atx = Atx(uint.MaxValue);
        Assert.Equal(default, Proofs.InvalidPostIndex(Network, atx, 1).Layer);
        Assert.Equal(new LayerId(5 * 4032), Proofs.InvalidPostIndex(Network, Atx(5), 1).Layer);
    }

    [Fact]
    public void Earlier_ATX_without_its_bytes_refuses_the_new_one_instead_of_convicting()
    {
        var reader = new Reader { Earlier = Other };
        var conflict = AtxV1Conflicts.Find(Network, Atx(5), Atx(5).ComputeId(), _ => false, reader);
        Assert.Null(conflict.Proof);
        Assert.NotNull(conflict.Refusal);
    }

    [Fact]
    public void Own_identity_is_refused_and_never_convicted()
    {
        var reader = new Reader { Earlier = Other };
        Assert.NotNull(AtxV1Conflicts.Find(Network, Atx(5), Atx(5).ComputeId(), id => id == Smesher, reader).Refusal);
        var previous = new Reader { Newest = Other, Twin = Other };
        Assert.NotNull(AtxV1Conflicts.Find(Network, Atx(5), Atx(5).ComputeId(), id => id == Smesher, previous).Refusal);
    }

    [Fact]
    public void Other_previous_than_expected_without_a_twin_is_no_contradiction()
    {
        var reader = new Reader { Newest = Other };
        Assert.Equal(AtxConflict.None, AtxV1Conflicts.Find(Network, Atx(5), Atx(5).ComputeId(), _ => false, reader));
        reader.Twin = Atx(5).ComputeId();
        Assert.Equal(AtxConflict.None, AtxV1Conflicts.Find(Network, Atx(5), Atx(5).ComputeId(), _ => false, reader));
    }

    [Fact]
    public void Double_marriage_with_a_checkpointed_ATX_is_found_without_a_crash()
    {
        // The reference exits here: the other ATX has no bytes to prove it with.
        var conflict = AtxV2Conflicts.Find(WireV2(), Checked([new CheckedCertificate(Smesher, default)]), new Reader { Married = Other });
        Assert.Equal((AtxV2ConflictKind.DoubleMarry, Smesher), (conflict!.Kind, conflict.Identity));
        Assert.Null(conflict.Proof);
    }

    [Fact]
    public void First_contradiction_of_version_2_counts()
    {
        var all = new Reader { MaliciousV2 = true, Married = Other, Pair = (Other, Other), Newest = Other };
        var atx = Checked([new CheckedCertificate(Smesher, default)]);
        Assert.Equal(AtxV2ConflictKind.KnownMalicious, AtxV2Conflicts.Find(WireV2(), atx, all)!.Kind);
        all.MaliciousV2 = false;
        Assert.Equal(AtxV2ConflictKind.DoubleMarry, AtxV2Conflicts.Find(WireV2(), atx, all)!.Kind);
        all.Married = atx.Id;
        Assert.Equal(AtxV2ConflictKind.DoublePost, AtxV2Conflicts.Find(WireV2(), atx, all)!.Kind);
        all.Pair = null;
        Assert.Null(AtxV2Conflicts.Find(WireV2(), atx, all));
    }

    private static ActivationTxV1 Atx(uint epoch) => new(
        new InnerActivationTxV1(new NIPostChallengeV1(new EpochId(epoch), 0, default, default, null, null), default, 1, null, null, null), Smesher, default);

    private static ActivationTxV2 WireV2() => new(new EpochId(5), default, default, null, [], [], 0, [], null, Smesher, default);

    private static CheckedAtx Checked(IReadOnlyList<CheckedCertificate> certificates) => new()
    {
        Id = WireV2().ComputeId(),
        PublishEpoch = new EpochId(5),
        Smesher = Smesher,
        Coinbase = default,
        EffectiveUnits = 1,
        Commitment = null,
        VrfNonce = 0,
        BaseHeight = 0,
        Ticks = 1,
        Weight = 1,
        Sequence = 0,
        MarriageAtx = null,
        Posts = [new CheckedPost(Smesher, null, 0, 1)],
        Certificates = certificates,
    };

    private sealed class Reader : IConflictReader
    {
        public AtxId? Earlier { get; init; }

        public AtxId? Newest { get; init; }

        public AtxId? Twin { get; set; }

        public AtxId? Married { get; set; }

        public bool MaliciousV2 { get; set; }

        public (AtxId First, AtxId Second)? Pair { get; set; }

        public AtxId? InEpochBy(EpochId publishEpoch, NodeId smesher) => Earlier;

        public AtxId? PreviousFor(NodeId identity, EpochId publishEpoch) => Newest;

        public AtxId? WithPrevious(NodeId identity, AtxId? previous) => Twin;

        public VersionedAtx? Decode(AtxId id) => null;

        public bool IsMaliciousV2(NodeId identity) => MaliciousV2;

        public AtxId? MarriageAtxOf(NodeId identity) => Married;

        public (AtxId First, AtxId Second)? DoublePublish(NodeId identity, EpochId publishEpoch) => Pair;

        public (AtxId First, AtxId Second)? MergeConflict(AtxId marriageAtx, EpochId publishEpoch) => Pair;

        public (AtxId First, AtxId Second)? SharingPrevious(NodeId identity, AtxId previous) => Pair;

        public NodeId? SmesherOf(AtxId id) => null;
    }
}
