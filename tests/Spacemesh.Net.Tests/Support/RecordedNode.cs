using System.IO.Compression;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Requests;
using Spacemesh.Net.Servers;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Tests.Support;

/// <summary>A node that serves a recorded database and fetches what others have into memory, each object checked against its id.</summary>
internal sealed class RecordedNode : IDisposable
{
    private static readonly AtxVersionSchedule Versions = AtxVersionSchedule.TryCreate([KeyValuePair.Create(new EpochId(2), 2u)], out var versions, out string? error)
        ? versions
        : throw new InvalidOperationException(error);

    private readonly string _folder = Directory.CreateTempSubdirectory("recorded").FullName;
    private readonly FetchServers _servers;

    public RecordedNode(SimulatedNetwork network, string name, string recorded, SeededRandom random)
    {
        using (var archive = ZipFile.OpenRead(Path.Combine(VectorRunner.DefaultDirectory(), $"10-network-{recorded}.zip")))
            archive.GetEntry($"{recorded}-state.sql")!.ExtractToFile(Path.Combine(_folder, "state.sql"));
        State = SqliteStateDatabase.Open(new DatabaseOptions { Path = Path.Combine(_folder, "state.sql") }, default, NullLogger.Instance);
        Node = network.Join(name);
        Requests = new RankedRequests(Node.Requests, network.Time);
        _servers = new FetchServers(Node.Requests, State, _ => null);
        Fetcher = new ObjectFetcher(
            Requests, new StoredObjects((kind, id) => Fetched.ContainsKey((kind, id))), network.Time, random.Fork(name), new FetchOptions(), NullLoggerFactory.Instance);
    }

    public SqliteStateDatabase State { get; }

    public SimulatedNode Node { get; }

    public RankedRequests Requests { get; }

    public ObjectFetcher Fetcher { get; }

    public Dictionary<(ObjectKind Kind, Hash32 Id), byte[]> Fetched { get; } = [];

    /// <summary>Active sets that nobody had: old ones are pruned.</summary>
    public IReadOnlyList<Hash32> Missing { get; private set; } = [];

    public Task RunAsync() => Fetcher.RunAsync(
        new ObjectIntakes
        {
            Atx = TakeInAsync(ObjectKind.Atx, bytes => VersionedAtx.TryDecode(new ScaleBytes(bytes), Versions, out var atx, out _) ? new Hash32(atx.ComputeId().Value) : null),
            Ballot = TakeInAsync(ObjectKind.Ballot, bytes => Scale.TryDecode<Ballot>(bytes.Span, out var ballot, out _) && ballot.ComputeId() is var id ? id.ToHash32() : null),
            ActiveSet = TakeInAsync(ObjectKind.ActiveSet, bytes => Scale.TryDecode<EpochActiveSet>(bytes.Span, out var set, out _) ? set.ComputeHash() : null),
            Block = Unexpected,
            Proposal = Unexpected,
            BlockTransaction = Unexpected,
            ProposalTransaction = Unexpected,
            PoetProof = Unexpected,
            Malfeasance = Unexpected,
        },
        CancellationToken.None);

    /// <summary>Fetches every ATX, ballot and active set that a peer lists.</summary>
    public async Task FetchEverythingAsync(PeerId peer, uint epochs, uint layers)
    {
        var sets = new HashSet<Hash32>();
        for (uint epoch = 0; epoch < epochs; epoch++)
        {
            var listed = Scale.Decode<EpochAtxIds>((await AskAsync(peer, PeerProtocols.EpochAtxs, Scale.Encode(new EpochRequest(new EpochId(epoch))))).Span);
            await Fetcher.FetchManyAsync(ObjectKind.Atx, [.. listed.AtxIds.Select(id => new Hash32(id.Value))]);
        }

        for (uint layer = 0; layer < layers; layer++)
        {
            var listed = Scale.Decode<LayerData>((await AskAsync(peer, PeerProtocols.LayerData, Scale.Encode(new LayerRequest(new LayerId(layer))))).Span);
            Hash32[] ids = [.. listed.Ballots.Select(id => id.ToHash32())];
            await Fetcher.FetchAsync(ObjectKind.Ballot, ids);
            sets.UnionWith(ids.Select(id => Scale.Decode<Ballot>(Fetched[(ObjectKind.Ballot, id)]).Inner.EpochData?.ActiveSetHash).OfType<Hash32>());
        }

        try
        {
            await Fetcher.FetchManyAsync(ObjectKind.ActiveSet, sets);
        }
        catch (ObjectFetchException exception)
        {
            Missing = [.. exception.Failures.Keys];
        }
    }

    public void Dispose()
    {
        _servers.Dispose();
        State.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ValueTask<Verdict> Unexpected(ReceivedObject received, CancellationToken cancellationToken) => throw new InvalidOperationException("not asked for");

    /// <summary>Asks until the line lets the answer through.</summary>
    private async Task<ReadOnlyMemory<byte>> AskAsync(PeerId peer, string protocol, byte[] request)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await Requests.RequestAsync(peer, new PeerRequest(protocol, request));
            }
            catch (PeerRequestException) when (tries < 5)
            {
                // Again.
            }
        }
    }

    private ObjectIntake TakeInAsync(ObjectKind kind, Func<ReadOnlyMemory<byte>, Hash32?> idOf) => (received, _) =>
    {
        if (idOf(received.Bytes) != received.Expected)
            return ValueTask.FromResult(Verdict.Reject("wrong hash"));
        Fetched[(kind, received.Expected!.Value)] = received.Bytes.ToArray();
        return ValueTask.FromResult(Verdict.Accept);
    };
}
