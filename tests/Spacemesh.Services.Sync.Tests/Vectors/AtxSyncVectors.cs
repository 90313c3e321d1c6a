using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Sync.Atxs;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Services.Sync.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Tests.Vectors;

/// <summary>Scripted ATX downloads of an epoch: what is asked, what is fetched, what is on record.</summary>
[VectorFile("08-atxsync")]
public sealed class AtxSyncVectors : VectorSuite
{
    private static readonly EpochId Epoch = new(3);

    public override void Check(VectorCase vector)
    {
        var script = new Script(vector.In);
        string? error = script.Run();
        VectorCase.Equal(vector.Out.Flag("ok"), error is null, "ok");
        if (error is not null)
            VectorCase.Equal(vector.Out.Text("error"), error, "error");

        var calls = vector.Out.Has("calls") ? vector.Out.GetProperty("calls").EnumerateArray().ToList() : [];
        var fetched = calls.Where(call => call.Text("call") == "get atxs").ToList();
        var wanted = fetched.SelectMany(call => call.GetProperty("ids").EnumerateArray()).Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal);
        // Which lists of further peers arrive in time is a race in the reference; ours merges every list of a round.
        var late = script.Listed.Where(name => !wanted.Contains(name) && !script.Known.Contains(name)).ToHashSet(StringComparer.Ordinal);

        VectorCase.Equal(
            string.Join(", ", calls.Where(call => call.Text("call") == "epoch info").Select(call => $"{call.Text("peer")}: {call.Text("answer")}")),
            string.Join(", ", script.FirstQueries), "epoch infos");
        var batches = script.Batches.Select(batch => batch.Where(entry => !late.Contains(entry.Name)).ToList()).Where(batch => batch.Count > 0).ToList();
        VectorCase.Equal(
            string.Join(' ', fetched.Select(call => call.GetProperty("ids").GetArrayLength())), string.Join(' ', batches.Select(batch => batch.Count)), "sizes of batches");
        VectorCase.Equal(Outcomes(fetched.SelectMany(Expected)), Outcomes(batches.SelectMany(batch => batch)), "attempts of each ATX");

        var state = vector.Out.Has("atx_sync_state") ? vector.Out.GetProperty("atx_sync_state").EnumerateArray().Select(row => row.GetString()!) : [];
        VectorCase.Equal(string.Join('\n', state), string.Join('\n', script.StateRows(late)), "atx_sync_state");
        var request = vector.Out.Has("atx_sync_requests_total_downloaded") ? vector.Out.GetProperty("atx_sync_requests_total_downloaded")[0].GetString() : null;
        VectorCase.Equal(request, script.RequestRow(late.Count), "atx_sync_requests");
    }

    private static IEnumerable<(string Name, string Result)> Expected(JsonElement call)
    {
        var result = call.GetProperty("result");
        return call.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)
            .Select(id => (id, result.ValueKind == JsonValueKind.String ? "whole" : result.GetProperty(id).GetString()!));
    }

    private static string Outcomes(IEnumerable<(string Name, string Result)> attempts) =>
        string.Join("; ", attempts.GroupBy(attempt => attempt.Name).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}: {string.Join(' ', group.Select(attempt => attempt.Result))}"));

    private sealed class Script : IObjectFetcher
    {
        private readonly VirtualScheduler _scheduler = new();
        private readonly MemoryStateDatabase _state = new();
        private readonly MemoryLocalDatabase _local = new();
        private readonly CancellationTokenSource _cancel = new();
        private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
        private readonly Dictionary<PeerId, int> _queries = [];
        private readonly JsonElement _given;
        private int _wholeFailures;
        private int _calls;

        public Script(JsonElement given)
        {
            _given = given;
            _wholeFailures = given.I32("calls_failing_as_a_whole");
            foreach (string name in Words(given.Text("present")))
            {
                Rows.Add(_state, IdOf(name), Epoch);
                Known.Add(name);
            }

            if (given.Has("stored_tries"))
            {
                var tries = given.GetProperty("stored_tries").EnumerateObject().ToDictionary(entry => IdOf(entry.Name), entry => entry.Value.GetInt32());
                _local.AtxSync.SaveTries(Epoch, tries, int.MaxValue);
                Known.UnionWith(given.GetProperty("stored_tries").EnumerateObject().Select(entry => entry.Name));
            }

            if (given.Has("stored_request_total_downloaded"))
            {
                var counts = given.GetProperty("stored_request_total_downloaded");
                _local.AtxSync.SaveRequest(Epoch, new AtxSyncRequest(_scheduler.UtcNow.ToUnixTimeSeconds(), counts[0].GetInt64(), counts[1].GetInt64()));
            }
        }

        public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Listed { get; } = new(StringComparer.Ordinal);

        public List<string> FirstQueries { get; } = [];

        public List<List<(string Name, string Result)>> Batches { get; } = [];

        public string? Run()
        {
            var requests = new ScriptedPeers(Answer);
            if (_given.Has("peers"))
                requests.All.AddRange(_given.GetProperty("peers").EnumerateArray().Select(peer => new PeerId(peer.GetString()!)));
            var trust = new PeerTrust();
            var random = new SeededRandom(1);
            var sync = new AtxSync(new AtxSyncParts
            {
                Options = new AtxSyncOptions
                {
                    BatchSize = _given.I32("atxs_batch"),
                    RequestsLimit = _given.I32("requests_limit"),
                    EpochInfoPeers = Math.Max(1, requests.All.Count),
                },
                Time = _scheduler.TimeProvider,
                Random = random,
                Queries = new PeerQueries(requests),
                Choice = new PeerChoice(requests, trust, random),
                Trust = trust,
                Fetcher = this,
                State = _state,
                Local = _local,
                Log = NullLogger.Instance,
            });
            return _scheduler.Run(
                async () =>
                {
                    try
                    {
                        await sync.DownloadAsync(Epoch, _scheduler.UtcNow - TimeSpan.FromMinutes(1), null, _cancel.Token);
                        return null;
                    }
                    catch (OperationCanceledException)
                    {
                        return "context canceled";
                    }
                    catch (AtxSyncException exception)
                    {
                        return exception.Message;
                    }
                },
                TimeSpan.FromHours(1));
        }

        public IEnumerable<string> StateRows(HashSet<string> without) => _local.AtxSync.Tries(Epoch)
            .Where(entry => !without.Contains(NameOf(new Hash32(entry.Key.Value))))
            .OrderBy(entry => entry.Key)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key.ToHex()}|{entry.Value}"));

        public string? RequestRow(int without) => _local.AtxSync.Request(Epoch) is { } row
            ? string.Create(CultureInfo.InvariantCulture, $"{row.Total - without}|{row.Downloaded - without}")
            : null;

        public Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
        {
            Assert.Equal(ObjectKind.Atx, kind);
            _calls++;
            var batch = new List<(string Name, string Result)>();
            Batches.Add(batch);
            var failures = new Dictionary<Hash32, Verdict>();
            if (_wholeFailures-- > 0)
            {
                batch.AddRange(ids.Select(id => (NameOf(id), "whole")));
                return Task.FromException(new PeerRequestException(PeerRequestFailure.NoAnswer, "whole"));
            }

            foreach (var id in ids)
            {
                string name = NameOf(id);
                int attempt = _attempts[name] = _attempts.GetValueOrDefault(name) + 1;
                string plan = _given.Has("plan") && _given.GetProperty("plan").Has(name) ? _given.GetProperty("plan").Text(name) : "o";
                switch (plan[Math.Min(attempt, plan.Length) - 1])
                {
                    case 'o':
                        Rows.Add(_state, new AtxId(id.Value), Epoch);
                        batch.Add((name, "ok"));
                        break;
                    case 'r':
                        failures[id] = Verdict.Reject("planned");
                        batch.Add((name, "reject"));
                        break;
                    default:
                        failures[id] = Verdict.Ignore("planned");
                        batch.Add((name, "fail"));
                        break;
                }
            }

            if (_calls == _given.I32("cancel_after_calls"))
                _cancel.Cancel();
            return failures.Count == 0 ? Task.CompletedTask : Task.FromException(new ObjectFetchException(kind, failures));
        }

        public void Hint(PeerId peer, IEnumerable<Hash32> ids)
        {
        }

        private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        private static AtxId IdOf(string name)
        {
            byte[] id = new byte[AtxId.Size];
            Encoding.ASCII.GetBytes(name, id);
            return AtxId.FromBytes(id);
        }

        private static string NameOf(Hash32 id) => Encoding.ASCII.GetString(id.ToArray()).TrimEnd('\0');

        private ReadOnlyMemory<byte> Answer(PeerId peer, string protocol, ReadOnlyMemory<byte> request)
        {
            Assert.Equal(PeerProtocols.EpochAtxs, protocol);
            Assert.Equal("0c", Convert.ToHexStringLower(request.Span));
            var answers = _given.GetProperty("epoch_info").GetProperty(peer.Text).EnumerateArray().Select(answer => answer.GetString()!).ToList();
            int query = _queries[peer] = _queries.GetValueOrDefault(peer) + 1;
            string text = answers[Math.Min(query, answers.Count) - 1];
            if (query == 1)
                FirstQueries.Add($"{peer}: {text}");
            if (text == "!")
                throw new PeerRequestException(PeerRequestFailure.PeerError, "planned");
            Listed.UnionWith(Words(text));
            return Scale.Encode(new EpochAtxIds([.. Words(text).Select(IdOf)]));
        }
    }
}
