using System.Globalization;
using System.Text;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>The deterministic fixture of the chapter (spec 06 §10): equal smeshers whose ids, ATXs and ballots are hashes of their numbers.</summary>
internal sealed class FixtureMesh
{
    private const uint LayerSize = 50;
    private const uint TargetEpoch = 2;

    private readonly Dictionary<AtxId, BallotId> _references = [];
    private readonly uint _smeshers;
    private readonly ulong _weight;
    private readonly ulong _height;
    private readonly uint _slots;

    public FixtureMesh(uint smeshers, ulong weight, ulong height = 100, TortoiseOptions? options = null, uint? slots = null)
    {
        _smeshers = smeshers;
        _weight = weight;
        _height = height;
        Options = options ?? Defaults;
        Machine = new TortoiseMachine(Options, Atxs);
        _slots = slots ?? (smeshers == 0 ? 0 : LayerSize * Options.LayersPerEpoch / smeshers);
        for (uint smesher = 0; smesher < smeshers; smesher++)
            AddAtx(smesher);
        Machine.OnBeacon(new EpochId(TargetEpoch), Beacon);
    }

    public static TortoiseOptions Defaults => new()
    {
        LayersPerEpoch = 10,
        EffectiveGenesis = new LayerId(19),
        Hdist = 10,
        Zdist = 8,
        WindowSize = 30,
        BadBeaconVoteDelayLayers = 10,
        LayerSize = LayerSize,
    };

    public TortoiseOptions Options { get; }

    public TortoiseMachine Machine { get; }

    private ConsensusCache Atxs { get; } = new();

    private static Beacon Beacon => Beacon.FromBytes(Padded("a", Beacon.Size));

    /// <summary>The nth layer after genesis.</summary>
    public LayerId At(uint n) => new(Options.EffectiveGenesis.Value + n);

    public Vote Block(uint n, string name, ulong height = 0) => new(BlockId.FromBytes(Padded(name, BlockId.Size)), At(n), height);

    public static NodeId Smesher(uint smesher) => NodeId.FromBytes(Hash(Text(smesher)));

    public static AtxId Atx(uint smesher) => AtxId.FromBytes(Hash(Text(smesher), Text(TargetEpoch - 1)));

    public BallotId BallotOf(uint n, uint smesher) => BallotId.FromBytes(Hash([.. AtxId.Span(Atx(smesher))], Text(n))[..BallotId.Size]);

    /// <summary>A block with its body, and hare's choice of it.</summary>
    public Vote Chosen(uint n, string name, ulong height = 0)
    {
        var block = Block(n, name, height);
        Machine.OnBlock(block);
        Machine.OnHareOutput(block.LayerId, block.Id);
        return block;
    }

    /// <summary>One ballot of every smesher, all with these votes.</summary>
    public void Ballots(uint n, Votes votes, uint? eligibilities = null)
    {
        for (uint smesher = 0; smesher < _smeshers; smesher++)
            Ballot(n, smesher, votes, eligibilities);
    }

    public BallotId Ballot(uint n, uint smesher, Votes votes, uint? eligibilities = null, BallotId? id = null)
    {
        var ballot = Make(n, smesher, votes, eligibilities, id);
        var fault = Machine.OnBallot(ballot);
        Assert.True(fault is null, fault?.Message);
        return ballot.Id;
    }

    /// <summary>Another ATX of the same smesher for the same epoch.</summary>
    public void AddAtx(uint smesher, AtxId? id = null)
    {
        var atx = new AtxEntry(id ?? Atx(smesher), Smesher(smesher), default, _weight, 0, _height, 0);
        Atxs.TryAdd(new EpochId(TargetEpoch), atx, malicious: false);
        Machine.OnAtx(new EpochId(TargetEpoch), atx);
    }

    public TortoiseBallot Make(uint n, uint smesher, Votes votes, uint? eligibilities = null, BallotId? id = null)
    {
        var atx = Atx(smesher);
        var ballot = id ?? BallotOf(n, smesher);
        bool isFirst = _references.TryAdd(atx, ballot);
        return new TortoiseBallot(
            ballot,
            Smesher(smesher),
            At(n),
            eligibilities ?? LayerSize / _smeshers,
            atx,
            new Opinion(default, votes),
            isFirst ? new ReferenceEpochData(Beacon, _slots) : null,
            isFirst ? null : _references[atx],
            Malicious: false);
    }

    public Opinion Encode(uint n)
    {
        Assert.True(Machine.TryEncodeVotes(At(n), out var opinion, out string? failure), failure);
        return opinion;
    }

    /// <summary>A result as the chapter's table writes it: its layer after genesis, <c>+</c> when verified, and the flags of every block.</summary>
    public string Text(LayerResult result)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{result.Layer.Value - Options.EffectiveGenesis.Value}{(result.Verified ? "+" : "")}");
        foreach (var block in result.Blocks)
        {
            string[] flags = [block.Valid ? "v" : "", block.Invalid ? "i" : "", block.Hare ? "hare" : "", block.Data ? "d" : "", block.Local ? "l" : ""];
            text.Append(CultureInfo.InvariantCulture, $" {{{string.Join(',', flags.Where(flag => flag.Length > 0))}}}");
        }

        return text.ToString();
    }

    /// <summary>All results that wait for delivery.</summary>
    public string[] Updates() => [.. Machine.Updates().Select(Text)];

    private static byte[] Hash(params byte[][] parts) => Hash32.Span(Blake3.Hash([.. parts.SelectMany(part => part)])).ToArray();

    private static byte[] Text(uint number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private static byte[] Padded(string text, int size)
    {
        byte[] bytes = new byte[size];
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }
}
