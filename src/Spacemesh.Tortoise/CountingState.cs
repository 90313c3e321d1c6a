using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>The state that all parts of the counting share (spec 06 §5), and the rules on single blocks.</summary>
internal sealed class CountingState
{
    public CountingState(TortoiseOptions options, ConsensusCache atxs)
    {
        Options = options;
        Atxs = atxs;
        Thresholds = new Thresholds(options, Epochs);
        uint genesis = options.EffectiveGenesis.Value;
        Last = Processed = Pending = Counted = genesis;
        Evicted = genesis == 0 ? 0 : genesis - 1;
        Epoch(EpochOf(genesis));
        var layer = Layers[genesis];
        layer.HareTerminated = true;
        layer.UpdateOpinion(options.Hdist, Last);
    }

    public TortoiseOptions Options { get; }

    public ConsensusCache Atxs { get; }

    public Thresholds Thresholds { get; }

    /// <summary>Highest layer known; never goes back.</summary>
    public uint Last { get; set; }

    /// <summary>Last tallied layer.</summary>
    public uint Processed { get; set; }

    /// <summary>Last layer of the verified prefix; 0 until something is.</summary>
    public uint Verified { get; set; }

    /// <summary>Last layer removed from memory.</summary>
    public uint Evicted { get; set; }

    /// <summary>Lowest layer whose result has to be delivered again; 0 means none.</summary>
    public uint Pending { get; set; }

    public bool IsFull { get; set; }

    /// <summary>Last layer whose ballots are counted in full mode.</summary>
    public uint Counted { get; set; }

    public Fixed TotalGoodWeight { get; set; }

    public Fixed LocalThreshold { get; set; }

    /// <summary>Ballots with a bad beacon by the layer in which full mode counts them.</summary>
    public SortedDictionary<uint, List<BallotRecord>> Delayed { get; } = [];

    /// <summary>Ballots whose epoch had no beacon when they came.</summary>
    public Queue<BallotRecord> Retriable { get; } = [];

    public Dictionary<uint, EpochRecord> Epochs { get; } = [];

    public LayerTable Layers { get; } = new();

    public Dictionary<BallotId, BallotRecord> Ballots { get; } = [];

    public HashSet<NodeId> Malicious { get; } = [];

    public uint EpochOf(uint layer) => layer / Options.LayersPerEpoch;

    public EpochRecord Epoch(uint epoch)
    {
        if (!Epochs.TryGetValue(epoch, out var record))
            Epochs.Add(epoch, record = new EpochRecord());
        return record;
    }

    /// <summary>Raises the last layer; a new epoch brings its local threshold.</summary>
    public void UpdateLast(uint last)
    {
        if (last <= Last)
            return;
        uint epoch = EpochOf(last);
        bool changed = epoch != EpochOf(Last);
        Last = last;
        if (!changed)
            return;
        Epoch(epoch);
        LocalThreshold = Thresholds.Local(epoch);
    }

    /// <summary>Asks for a layer and all after it to be delivered again.</summary>
    public void DeliverFrom(uint layer) => Pending = Pending == 0 ? layer : Math.Min(Pending, layer);

    public Fixed GlobalThreshold(uint target) => Thresholds.Global(Thresholds.Expected(Processed, Last, target), LocalThreshold);

    /// <summary>Our own opinion on a block, seen from layer <paramref name="reference"/> (spec 06 §5.2); null abstains.</summary>
    public Decision? LocalVote(uint reference, BlockRecord block)
    {
        if (TortoiseOptions.Within(Options.Hdist, block.Layer, reference))
            return block.Hare;
        if (block.Layer > Verified || block.Validity == Decision.Neutral)
            return null;
        return block.Validity;
    }

    /// <summary>Adds a target to its layer; ballots counted in full mode already vote against it (spec 06 §5.1).</summary>
    public void AddBlock(LayerRecord layer, BlockRecord block)
    {
        if (layer.HareTerminated)
            block.Hare = Decision.Against;
        int place = layer.Blocks.BinarySearch(block, BlockRecord.Order);
        layer.Blocks.Insert(place < 0 ? ~place : place, block);
        UpdateReferenceHeight(layer, block);
        for (ulong later = (ulong)block.Layer + 1; later <= Counted; later++)
        {
            if (Layers.Find((uint)later) is not { } voters)
                continue;
            foreach (var ballot in voters.Ballots)
            {
                if (ballot.Height < block.Height)
                    continue;
                var vote = ballot.Votes;
                while (vote is not null && vote.Layer > block.Layer)
                    vote = vote.Previous;
                if (vote is { Abstain: false } && vote.Layer == block.Layer)
                    block.Margin.Subtract(Margin.Units(ballot.Weight));
            }
        }
    }

    public void UpdateReferenceHeight(LayerRecord layer, BlockRecord block)
    {
        if (!Epochs.TryGetValue(EpochOf(block.Layer), out var epoch))
            return;
        if (layer.ReferenceHeight == 0)
        {
            for (uint lower = layer.Id; lower > Evicted + 1;)
            {
                if (Layers.Find(--lower) is not { Blocks.Count: > 0 } filled)
                    continue;
                layer.ReferenceHeight = filled.ReferenceHeight;
                break;
            }
        }

        if (block.Height <= epoch.Height && block.Height > layer.ReferenceHeight)
            layer.ReferenceHeight = block.Height;
    }

    /// <summary>Takes a block's header; its body is here (spec 06 §5.1).</summary>
    public void OnBlock(in Vote header)
    {
        if (header.LayerId.Value <= Evicted)
            return;
        var layer = Layers[header.LayerId.Value];
        if (layer.Find(header.Id, header.Height) is { } known)
            known.Data = true;
        else
            AddBlock(layer, new BlockRecord(header) { Data = true });
    }

    /// <summary>Computes the median height of an epoch's ATXs (spec 06 §5.1).</summary>
    public void UpdateEpochHeight(uint epoch)
    {
        var entries = Atxs.Snapshot(new EpochId(epoch));
        var heights = new List<ulong>(entries.Count);
        foreach (var entry in entries)
        {
            if (!Atxs.IsMalicious(entry.Smesher))
                heights.Add(entry.Height);
        }

        Epoch(epoch).Height = Thresholds.Median(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(heights));
    }
}
