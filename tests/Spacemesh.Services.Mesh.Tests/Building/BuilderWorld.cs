using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Tests.Building;

/// <summary>A proposal builder over stores in memory, with votes, transactions and a gossip that the test decides.</summary>
internal sealed class BuilderWorld : IProposalVotes, IOfferedTransactions, IGossip, ISyncStatus, ISigners, IDisposable
{
    private readonly List<TestSigner> _signers = [];

    public BuilderWorld(NetworkParameters network, ProposalOptions options, BuilderOptions building, TimeProvider time)
    {
        Clock = new LayerClock(network, time);
        Sets = new ActiveSetPreparation(building, Clock, time, State, Local, Atxs, this, new InlineWorkPool(), NullLogger<ActiveSetPreparation>.Instance);
        Builder = new ProposalBuilder(
            options,
            new BuilderPorts
            {
                Clock = Clock,
                State = State,
                Atxs = Atxs,
                Signers = this,
                Sync = this,
                Votes = this,
                Transactions = this,
                Gossip = this,
                Events = Events,
                Pool = new InlineWorkPool(),
            },
            Sets,
            NullLogger<ProposalBuilder>.Instance);
    }

    public LayerClock Clock { get; }

    public MemoryStateDatabase State { get; } = new();

    public MemoryLocalDatabase Local { get; } = new();

    public ConsensusCache Atxs { get; } = new();

    public RecordedEvents Events { get; } = new();

    public ActiveSetPreparation Sets { get; }

    public ProposalBuilder Builder { get; }

    public bool IsAtxSynced { get; set; } = true;

    public bool ListensToGossip => IsSynced;

    public bool IsSynced { get; set; } = true;

    public LayerId LatestVerified { get; set; }

    public Opinion? Opinion { get; set; }

    public string? VoteFailure { get; set; }

    public Action? Voting { get; set; }

    /// <summary>Layers that votes were asked for.</summary>
    public List<LayerId> Voted { get; } = [];

    public IReadOnlyList<TransactionId> Offered { get; set; } = [];

    /// <summary>What was published.</summary>
    public List<byte[]> Published { get; } = [];

    /// <summary>What the own handler says to a publication; null takes it.</summary>
    public Func<byte[], Exception?> Handler { get; set; } = _ => null;

    public IReadOnlyList<ISigner> All => [.. _signers.OrderBy(signer => signer.NodeId)];

    public static AtxRecord Atx(AtxId id, NodeId smesher, EpochId published, uint units, ulong ticks, ulong nonce, long received) => new()
    {
        Id = id,
        Smesher = smesher,
        PublishEpoch = published,
        EffectiveUnits = units,
        TickCount = ticks,
        Weight = unchecked(units * ticks),
        VrfNonce = nonce,
        BaseTickHeight = 0,
        Coinbase = default,
        ReceivedNanoseconds = received,
    };

    public TestSigner Register(ReadOnlySpan<byte> privateKey, string prefix = "")
    {
        var signer = new TestSigner(new EdSigner(privateKey, System.Text.Encoding.ASCII.GetBytes(prefix)));
        _signers.Add(signer);
        Atxs.Register(signer.NodeId);
        return signer;
    }

    public void Add(AtxRecord atx)
    {
        State.Atxs.Add(atx, new AtxBlob(AtxVersion.V1, default));
        Atxs.TryAdd(atx.PublishEpoch.Target, AtxEntry.Create(atx.Id, atx.Smesher, atx.Coinbase, atx.EffectiveUnits, atx.BaseTickHeight, atx.TickCount, atx.VrfNonce), malicious: false);
    }

    public bool TryVote(LayerId layer, [NotNullWhen(true)] out Opinion? opinion, [NotNullWhen(false)] out string? failure)
    {
        Voting?.Invoke();
        Voted.Add(layer);
        failure = VoteFailure ?? (Opinion is null ? "no opinion is scripted" : null);
        opinion = failure is null ? Opinion : null;
        return opinion is not null;
    }

    public IReadOnlyList<TransactionId> Select(LayerId layer, int slots) => Offered;

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1) => throw new NotSupportedException();

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        Assert.Equal(GossipTopics.Proposal, topic);
        Published.Add(message.ToArray());
        return Handler(Published[^1]) is { } problem ? Task.FromException(problem) : Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var signer in _signers)
            signer.Dispose();
        Local.Dispose();
        State.Dispose();
    }

    internal sealed class TestSigner(EdSigner signer) : ISigner, IDisposable
    {
        private readonly VrfSigner _vrf = signer.CreateVrfSigner();

        public NodeId NodeId => signer.NodeId;

        public int Proofs { get; private set; }

        public List<SigningSlot> Slots { get; } = [];

        public SigningSlot? Taken { get; set; }

        public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot)
        {
            if (slot == Taken)
                throw new SlotTakenException(NodeId, slot, "taken");
            Slots.Add(slot);
            return signer.Sign(domain, message);
        }

        public VrfSignature Prove(ReadOnlySpan<byte> message)
        {
            Proofs++;
            return _vrf.Prove(message);
        }

        public void Dispose()
        {
            _vrf.Dispose();
            signer.Dispose();
        }
    }
}
