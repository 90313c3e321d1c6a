using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Http;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Testing.Vectors;
using PoetRegistration = Spacemesh.Ports.Local.PoetRegistration;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("03-builder")]
public sealed class PoetBuilderVectors : VectorSuite
{
    private const int Draws = 2000;

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("seed"))
            CheckRegistration(vector);
        else if (vector.In.Has("registrations"))
            CheckBest(vector);
        else if (vector.In.Has("cycle_gap_ns"))
            QueryWaits.Check(vector.In.I64("cycle_gap_ns"), Range(vector, 0), Range(vector, 1));
        else
            CheckRetryWait(vector);
    }

    private static long Range(VectorCase vector, int index) => vector.Out.GetProperty("all_within_ns")[index].GetInt64();

    private static void CheckRegistration(VectorCase vector)
    {
        byte[] genesis = vector.In.Hex("genesis_id");
        byte[] golden = new byte[32];
        genesis.CopyTo(golden, 0);
        var stage = new PhaseStage(AtxId.FromBytes(golden), DateTimeOffset.FromUnixTimeSeconds(vector.In.I64("deadline_unix")), vector.In.Flag("round_started"));
        byte[] seed = vector.In.Hex("seed");
        using var key = new EdSigner([.. seed, .. Ed25519.PublicKey(seed).ToArray()], GenesisId.FromBytes(genesis));
        var poets = vector.In.GetProperty("configured").EnumerateArray().Select(Poet).ToList();
        stage.World.Poets = new FakePoets(poets);
        string path = Path.Combine(Path.GetTempPath(), $"03-builder-{Environment.ProcessId}-{vector.Index}.sql");
        try
        {
            using var local = SqliteLocalDatabase.Open(new() { Path = path }, NullLogger.Instance);
            foreach (var row in vector.In.GetProperty("rows").EnumerateArray())
                local.PoetRegistrations.Add(NodeId.FromBytes(row.Hex("id")), new PoetRegistration(Hash32.FromBytes(row.Hex("hash")), row.Text("address"), row.Text("round_id"), row.I64("round_end")));
            IReadOnlyList<UsableRegistration> used = [];
            string result = stage.Run(async context => used = await new PoetRegistrations(context with { Local = local }).EnsureAsync(
                new PlainSigner(key), PhaseStage.Publish, Hash32.FromBytes(vector.In.Hex("challenge")), CancellationToken.None));
            string expected = vector.Out.Flag("ok") ? "ok" : vector.Out.Text("kind") switch
            {
                "unstable" => nameof(AtxBuildFailure.PoetUnstable),
                "expired" => nameof(AtxBuildFailure.ChallengeExpired),
                _ => nameof(AtxBuildFailure.RegistrationMismatch),
            };
            VectorCase.Equal(expected, result, "result");
            // The reference adds the state of its own context, which is not the cause.
            if (vector.Out.Has("error"))
                VectorCase.True(vector.Out.Text("error").StartsWith(stage.Failure!.Message, StringComparison.Ordinal), $"text: {stage.Failure.Message}");
            if (vector.Out.Has("used"))
                VectorCase.Equal(Join(vector.Out.GetProperty("used").EnumerateArray().Select(text => text.GetString()!)), Join(used.Select(one => $"{one.Row.Address} round {one.Row.RoundId}")), "used");
            VectorCase.Equal(Join(vector.Out.GetProperty("rows").EnumerateArray().Select(Row)), Join(Rows(local)), "rows");
        }
        finally
        {
            foreach (string file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*"))
                File.Delete(file);
        }

        VectorCase.Equal(
            Join(vector.Out.GetProperty("submits_sorted").EnumerateArray().Select(submit => $"{submit.Text("address")} {submit.Text("challenge")} {submit.I64("deadline_unix")} {submit.Text("node_id")} {submit.Text("prefix")} {submit.Text("signature")}")),
            Join(poets.SelectMany(poet => poet.Applications.Select(sent =>
                $"{poet.Address} {sent.Challenge} {sent.Deadline.ToUnixTimeSeconds()} {sent.Identity} {Convert.ToHexStringLower(sent.Prefix.Span)} {sent.Signature.ToHex()}")).Order(StringComparer.Ordinal)),
            "submissions");
    }

    private static FakePoet Poet(JsonElement configured)
    {
        var poet = new FakePoet(configured.Text("address"));
        if (configured.Has("round_id"))
            poet.Register = (_, _) => Task.FromResult(new PoetReceipt(configured.Text("round_id"), DateTimeOffset.FromUnixTimeSeconds(configured.I64("round_end_unix"))));
        return poet;
    }

    private static string Row(JsonElement row) =>
        $"{row.Text("id")} {row.Text("hash")} {row.Text("address")} {row.Text("round_id")} {row.I64("round_end")} {string.Join(',', row.GetProperty("types").EnumerateArray().Select(type => type.GetString()))}";

    private static List<string> Rows(SqliteLocalDatabase local) => local.Engine.Read(connection =>
    {
        var found = new List<string>();
        using var rows = connection.Cached(
            "SELECT id, hash, address, round_id, cast(round_end as text), typeof(id), typeof(hash), typeof(address), typeof(round_id), typeof(round_end) FROM poet_registration ORDER BY id, address");
        while (rows.Step())
            found.Add($"{Convert.ToHexStringLower(rows.Blob(0))} {Convert.ToHexStringLower(rows.Blob(1))} {rows.Text(2)} {rows.Text(3)} {rows.Text(4)} {rows.Text(5)},{rows.Text(6)},{rows.Text(7)},{rows.Text(8)},{rows.Text(9)}");
        return found;
    });

    private static void CheckBest(VectorCase vector)
    {
        var stage = new PhaseStage(Testbed.Golden, DateTimeOffset.FromUnixTimeSeconds(1800000000), roundStarted: true);
        var poets = vector.In.GetProperty("configured").EnumerateArray().Select(configured =>
        {
            var poet = new FakePoet(configured.Text("address"));
            if (configured.Has("members"))
            {
                var members = configured.GetProperty("members").EnumerateArray().Select(member => Hash32.FromBytes(member.Hex())).ToList();
                poet.Proof = (_, _) => Task.FromResult(PhaseStage.RoundProof(configured.Hex("root"), configured.U64("leaf_count"), members));
            }

            return poet;
        }).ToList();
        stage.World.Poets = new FakePoets(poets);
        var registrations = vector.In.GetProperty("registrations").EnumerateArray().Select(row => UsableRegistration.Of(new PoetRegistration(default, row.Text("address"), row.Text("round_id"), 1))).ToList();
        BestProof? best = null;
        stage.Run(async context => best = await new PoetProofs(context).BestAsync(PhaseStage.Publish, Hash32.FromBytes(vector.In.Hex("challenge")), registrations, CancellationToken.None));
        VectorCase.Equal(vector.Out.Flag("ok"), best is not null, "outcome");
        VectorCase.Equal(
            Join(vector.Out.GetProperty("queries_sorted").EnumerateArray().Select(query => $"{query.Text("address")} {query.Text("round_id")}")),
            Join(poets.SelectMany(poet => poet.Queries.Select(query => $"{poet.Address} {query}")).Order(StringComparer.Ordinal)),
            "queries");
        if (best is null)
            return;
        VectorCase.Equal(vector.Out.Hex("ref"), best.Proof.ComputeRef().ToArray(), "reference");
        VectorCase.Equal(vector.Out.Hex("membership"), Scale.Encode(best.Membership), "membership");
    }

    private static void CheckRetryWait(VectorCase vector)
    {
        var options = new PoetClientOptions { RetryDelay = TimeSpan.FromTicks(vector.In.I64("delay_ns") / 100) };
        var random = new SeededRandom(3);
        var rules = vector.Name.Contains("submit", StringComparison.Ordinal) ? RetryRules.Submit(options, random) : RetryRules.Query(options, random);
        var waits = Enumerable.Range(0, Draws).Select(_ => rules.Delay(vector.In.I32("retry"), null).Ticks * 100).ToList();
        VectorCase.True(waits.TrueForAll(wait => wait >= Range(vector, 0) && wait < Range(vector, 1)), $"waits from {waits.Min()} to {waits.Max()} ns");
        VectorCase.Equal(vector.Out.Flag("seen_spread"), waits.Distinct().Count() > 1, "spread");
    }

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines);
}
