using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Requests;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire;

namespace Spacemesh.Net.Tests.Support;

/// <summary>
/// One node that fetches, and peers that serve, on virtual time. Objects are texts under the hash of their bytes, in the place of proposals;
/// a text <c>needs A B</c> needs the texts A and B first.
/// </summary>
internal sealed class FetchWorld
{
    public const ObjectKind Kind = ObjectKind.Proposal;

    private readonly CancellationTokenSource _stop = new();

    public FetchWorld(int peers, FetchOptions? options = null, LinkConditions? conditions = null, ulong seed = 1, TimeSpan? requestTimeout = null)
    {
        var random = new SeededRandom(seed);
        Network = new SimulatedNetwork(
            Scheduler.TimeProvider,
            random.Fork("network"),
            new SimulatedNetworkOptions { Conditions = conditions ?? LinkConditions.Good, RequestTimeout = requestTimeout ?? TimeSpan.FromSeconds(25) });
        var node = Network.Join("asker");
        Requests = new RankedRequests(node.Requests, Scheduler.TimeProvider);
        Judge = TakeInAsync;
        Fetcher = new ObjectFetcher(
            Requests,
            new StoredObjects((_, id) => Stored.ContainsKey(id)),
            Scheduler.TimeProvider,
            random.Fork("fetcher"),
            options ?? new FetchOptions(),
            NullLoggerFactory.Instance);
        for (int i = 0; i < peers; i++)
            Peers.Add(new ServingPeer(Network.Join($"p{i}")));
        Network.Trace.Watcher = happened =>
        {
            if (happened.Kind == NetworkEventKind.Requested && happened.From == node.Id)
                Asked.Add(happened.To);
        };
        ObjectIntake intake = (received, cancellationToken) => Judge(received, cancellationToken);
        var intakes = new ObjectIntakes
        {
            Atx = intake,
            Ballot = intake,
            Block = intake,
            Proposal = intake,
            BlockTransaction = intake,
            ProposalTransaction = intake,
            PoetProof = intake,
            Malfeasance = intake,
            ActiveSet = intake,
        };
        Scheduler.Start(
            async () =>
            {
                try
                {
                    await Fetcher.RunAsync(intakes, _stop.Token);
                }
                catch (OperationCanceledException)
                {
                    HasEnded = true;
                }
            },
            "fetcher");
    }

    public VirtualScheduler Scheduler { get; } = new();

    public SimulatedNetwork Network { get; }

    public RankedRequests Requests { get; }

    public ObjectFetcher Fetcher { get; }

    public List<ServingPeer> Peers { get; } = [];

    /// <summary>What the node has.</summary>
    public Dictionary<Hash32, string> Stored { get; } = [];

    /// <summary>Who was asked, request by request.</summary>
    public List<PeerId> Asked { get; } = [];

    /// <summary>What reached the intake.</summary>
    public List<ReceivedObject> Received { get; } = [];

    public ObjectIntake Judge { get; set; }

    public bool HasEnded { get; private set; }

    public static Hash32 IdOf(string text) => Blake3.Hash(Encoding.UTF8.GetBytes(text)).ToProposalId().ToHash32();

    public void Fetch(params string[] texts) => Scheduler.Run(() => Fetcher.FetchAsync(Kind, [.. texts.Select(IdOf)]), TimeSpan.FromHours(2));

    public ObjectFetchException FetchFails(params string[] texts) => Assert.Throws<ObjectFetchException>(() => Fetch(texts));

    public void Stop()
    {
        _stop.Cancel();
        Scheduler.RunFor(TimeSpan.FromSeconds(1));
    }

    /// <summary>The intake of texts.</summary>
    public async ValueTask<Verdict> TakeInAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        Received.Add(received);
        string text = Encoding.UTF8.GetString(received.Bytes.Span);
        if (IdOf(text) != received.Expected)
            return Verdict.Reject("wrong hash");
        if (text.StartsWith("needs ", StringComparison.Ordinal))
        {
            try
            {
                await Fetcher.FetchAsync(Kind, [.. text.Split(' ').Skip(1).Select(IdOf)], cancellationToken);
            }
            catch (ObjectFetchException exception)
            {
                return exception.Worst;
            }
        }

        Stored[received.Expected!.Value] = text;
        return Verdict.Accept;
    }
}
