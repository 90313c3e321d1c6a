using System.Buffers.Binary;
using Spacemesh.Codec;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Storage;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests;

/// <summary>Chains of ATXs (spec 04 §11), with the reference's defects absent.</summary>
public sealed class AtxChainsTests
{
    private static readonly AtxTrust NoTrust = new(null, null);

    private readonly MemoryStateDatabase _database = new();

    [Fact]
    public async Task Chain_of_tens_of_thousands_is_verified_without_recursion()
    {
        const int Length = 20_000;
        var node = GoldenFiles.V1.Node(_database);
        for (int i = 1; i <= Length; i++)
            StoreLink(i, previous: i - 1);
        var post = new ScriptedPost((_, _) => ProofVerdict.Valid);
        var chains = new AtxChains(node.Ports with { Post = post }, node.Options);
        Assert.Null(await chains.FindInvalidAsync(IdOf(Length), NoTrust));
        Assert.Equal(Length, post.Verified);
        Assert.Equal(AtxValidity.Valid, _database.Atxs.Find(IdOf(1))!.Validity);
        Assert.Null(await chains.FindInvalidAsync(IdOf(Length), NoTrust));
        Assert.Equal(Length, post.Verified);
    }

    [Fact]
    public async Task Invalid_link_condemns_all_that_is_built_upon_it_and_nothing_below()
    {
        var node = GoldenFiles.V1.Node(_database);
        for (int i = 1; i <= 5; i++)
            StoreLink(i, previous: i - 1);
        var chains = new AtxChains(
            node.Ports with { Post = new ScriptedPost((request, _) => request.Metadata.NumUnits == 3 ? new ProofVerdict(ProofVerdictKind.Invalid) : ProofVerdict.Valid) },
            node.Options);
        Assert.Equal(IdOf(3), await chains.FindInvalidAsync(IdOf(5), NoTrust));
        Assert.Equal(
            [AtxValidity.Unknown, AtxValidity.Unknown, AtxValidity.Invalid, AtxValidity.Invalid, AtxValidity.Invalid],
            Enumerable.Range(1, 5).Select(i => _database.Atxs.Find(IdOf(i))!.Validity));
    }

    [Fact]
    public async Task Cancellation_is_not_recorded_as_invalid()
    {
        var node = GoldenFiles.V1.Node(_database);
        StoreLink(1, previous: 0);
        StoreLink(2, previous: 1);
        using var stop = new CancellationTokenSource();
        var chains = new AtxChains(
            node.Ports with
            {
                Post = new ScriptedPost((_, cancel) =>
                {
                    stop.Cancel();
                    cancel.ThrowIfCancellationRequested();
                    return ProofVerdict.Valid;
                }),
            },
            node.Options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chains.FindInvalidAsync(IdOf(2), NoTrust, stop.Token));
        Assert.Equal(AtxValidity.Unknown, _database.Atxs.Find(IdOf(2))!.Validity);
    }

    [Fact]
    public async Task Assumed_and_trusted_links_are_not_remembered()
    {
        var node = GoldenFiles.V1.Node(_database);
        StoreLink(1, previous: 0);
        var post = new ScriptedPost((_, _) => new ProofVerdict(ProofVerdictKind.Invalid));
        var chains = new AtxChains(node.Ports with { Post = post }, node.Options);
        Assert.Null(await chains.FindInvalidAsync(IdOf(1), new AtxTrust(null, DateTimeOffset.UnixEpoch.AddTicks(1))));
        Assert.Null(await chains.FindInvalidAsync(IdOf(1), new AtxTrust(SmesherOf(1), null)));
        Assert.Equal(0, post.Verified);
        Assert.Equal(AtxValidity.Unknown, _database.Atxs.Find(IdOf(1))!.Validity);
        Assert.Equal(IdOf(1), await chains.FindInvalidAsync(IdOf(1), NoTrust));
    }

    [Fact]
    public async Task Missing_link_is_an_error_and_leaves_validities_as_they_are()
    {
        var node = GoldenFiles.V1.Node(_database);
        StoreLink(2, previous: 1);
        var chains = new AtxChains(node.Ports with { Post = new ScriptedPost((_, _) => ProofVerdict.Valid) }, node.Options);
        var error = await Assert.ThrowsAsync<StorageException>(() => chains.FindInvalidAsync(IdOf(2), NoTrust));
        Assert.Equal(StorageErrorKind.NotFound, error.Kind);
        Assert.Equal(AtxValidity.Unknown, _database.Atxs.Find(IdOf(2))!.Validity);
    }

    [Fact]
    public async Task Checkpointed_ATX_ends_a_chain()
    {
        var node = GoldenFiles.V1.Node(_database);
        _database.Atxs.AddCheckpointed(new(IdOf(1), new EpochId(1), default, null, 0, 1, 0, 1, SmesherOf(1), 0, default, new Dictionary<NodeId, uint> { [SmesherOf(1)] = 1 }));
        StoreLink(2, previous: 1);
        var post = new ScriptedPost((_, _) => ProofVerdict.Valid);
        Assert.Null(await new AtxChains(node.Ports with { Post = post }, node.Options).FindInvalidAsync(IdOf(2), NoTrust));
        Assert.Equal(1, post.Verified);
    }

    [Theory]
    [InlineData("B2")]
    [InlineData("A2")]
    [InlineData("M5alice+bob")]
    [InlineData("M6")]
    public async Task Merged_ATXs_are_verified_with_each_identitys_units_and_commitment(string name)
    {
        var golden = GoldenFiles.V2;
        AtxVersionSchedule.TryCreate([KeyValuePair.Create(new EpochId(2), 2u)], out var versions, out _);
        var node = golden.Node(_database, new NodeSettings { Versions = versions });
        string[] others = name.StartsWith("M5", StringComparison.Ordinal) ? [name] : ["M5", "M6"];
        await golden.StoreAsync(node, ["A1 (V1)", "B2", "C2", "A2", "B3marry", .. others]);
        foreach (var stored in _database.Atxs.All())
            _database.Atxs.SetValidity(stored, AtxValidity.Unknown);
        var id = new AtxId(golden.Network.Atxs[name].Id.Value);
        Assert.Null(await node.Chains.FindInvalidAsync(id, NoTrust));
        var reached = Reachable(id);
        Assert.Equal(reached.Sum(PostsOf), node.Post.Requests.Count);
        Assert.All(node.Post.Requests, request => Assert.True(request.Verdict.IsValid && request.Prioritised));
        Assert.All(reached, atx => Assert.Equal(AtxValidity.Valid, _database.Atxs.Find(atx)!.Validity));
    }

    private static AtxId IdOf(int number)
    {
        byte[] bytes = new byte[Bytes32.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return AtxId.FromBytes(bytes);
    }

    private static NodeId SmesherOf(int number) => new(IdOf(number).Value);

    /// <summary>An ATX with <paramref name="number"/> units and that height, on the golden ATX and perhaps a previous one.</summary>
    private void StoreLink(int number, int previous)
    {
        var golden = GoldenFiles.V1.Network.Parameters.GoldenAtx;
        var wire = GoldenFiles.V1.AtxV1("A1");
        var challenge = wire.Inner.Challenge with
        {
            PublishEpoch = new EpochId((uint)number),
            PrevAtxId = previous == 0 ? default : IdOf(previous),
            PositioningAtxId = golden,
            CommitmentAtxId = golden,
        };
        wire = wire with { SmesherId = SmesherOf(number), Inner = wire.Inner with { Challenge = challenge, NumUnits = (uint)number } };
        var record = new AtxRecord
        {
            Id = IdOf(number),
            PublishEpoch = challenge.PublishEpoch,
            EffectiveUnits = (uint)number,
            CommitmentAtx = golden,
            VrfNonce = 0,
            BaseTickHeight = 0,
            TickCount = (ulong)number,
            Smesher = SmesherOf(number),
            Coinbase = default,
            ReceivedNanoseconds = 1,
            Weight = (ulong)number,
        };
        _database.Atxs.Add(record, new AtxBlob(AtxVersion.V1, Scale.Encode(wire)));
    }

    private HashSet<AtxId> Reachable(AtxId from)
    {
        var golden = GoldenFiles.V2.Network.Parameters.GoldenAtx;
        var reached = new HashSet<AtxId>();
        var open = new Stack<AtxId>([from]);
        while (open.TryPop(out var id))
        {
            if (id == golden || id.IsZero() || !reached.Add(id))
                continue;
            var atx = Decode(id);
            var (previous, positioning, commitment) = atx.V1 is { } v1
                ? ((IEnumerable<AtxId>)[v1.Inner.Challenge.PrevAtxId], v1.Inner.Challenge.PositioningAtxId, v1.Inner.Challenge.CommitmentAtxId)
                : (atx.V2!.PreviousAtxs, atx.V2.PositioningAtx, atx.V2.Initial?.CommitmentAtx);
            foreach (var next in previous.Append(positioning).Append(commitment ?? golden))
                open.Push(next);
        }

        return reached;
    }

    private int PostsOf(AtxId id) => Decode(id).V2?.NIPosts.Sum(nipost => nipost.Posts.Count) ?? 1;

    private VersionedAtx Decode(AtxId id)
    {
        var blob = _database.Atxs.Blob(id)!.Value;
        Assert.True(VersionedAtx.TryDecode(blob.Bytes, blob.Version, out var atx, out _));
        return atx!;
    }
}
