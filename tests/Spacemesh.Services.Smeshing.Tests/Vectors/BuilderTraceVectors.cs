using System.Text.Json;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Network;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("04-builder-trace")]
public sealed class BuilderTraceVectors : VectorSuite
{
    /// <summary>Times were measured on a busy machine in real time.</summary>
    private const double ToleranceMs = 450;

    /// <summary>The older one of two messages that say the same; our event shows as both.</summary>
    private static readonly string[] OlderMessages = ["poetWaitRound", "poetWaitProof"];

    public override void Check(VectorCase vector)
    {
        using var world = TraceWorld.CreateAsync(vector).GetAwaiter().GetResult();
        world.Run();
        CheckEvents(vector, world);
        CheckRows(vector, world);
        CheckSubmissions(vector, world);
        CheckPublications(vector, world);
        VectorCase.Equal(vector.Out.I32("post_proofs_requested"), world.Provider.Requests, "proofs requested");
    }

    private static void CheckEvents(VectorCase vector, TraceWorld world)
    {
        var expected = vector.Out.GetProperty("trace").EnumerateArray()
            .Where(entry => entry.Has("event") && !OlderMessages.Contains(Kind(entry.GetProperty("event")))).ToList();
        // The PoETs were not reached over HTTP, so the reference's client did not report registrations.
        var actual = world.World.Events.Events.Where(entry => entry.Event is UserEvent and not RegisteredInPoet).ToList();
        string[] wanted = Ordered(expected.Select(entry => UserEventText.Of(entry.GetProperty("event"))));
        string[] got = Ordered(actual.Select(entry => UserEventText.Of((UserEvent)entry.Event, world.Genesis)));
        for (int i = 0; i < Math.Min(wanted.Length, got.Length); i++)
            VectorCase.Equal(wanted[i], got[i], $"event {i}");
        VectorCase.Equal(wanted.Length, got.Length, $"events (the first one too many or missing: {wanted.Skip(got.Length).Concat(got.Skip(wanted.Length)).FirstOrDefault()})");
        for (int i = 0; i < expected.Count; i++)
            CheckTime(expected[i].GetProperty("t_ms").GetDouble(), actual[i].Time - world.Genesis, $"event {i} ({Kind(expected[i].GetProperty("event"))})");
    }

    /// <summary>PoETs are asked after random waits, so which of two proofs comes first says nothing.</summary>
    private static string[] Ordered(IEnumerable<string> events)
    {
        var lines = events.ToList();
        for (int first = 0; first < lines.Count; first++)
        {
            int end = first;
            while (end < lines.Count && lines[end].StartsWith("proofDownloadedFromPoet", StringComparison.Ordinal))
                end++;
            lines.Sort(first, end - first, StringComparer.Ordinal);
            first = Math.Max(first, end - 1);
        }

        return [.. lines];
    }

    private static string Kind(JsonElement happened) => happened.EnumerateObject().First(property => property.Name != "failure").Name;

    private static void CheckTime(double expectedMs, TimeSpan actual, string what) => VectorCase.True(
        Math.Abs(expectedMs - actual.TotalMilliseconds) <= ToleranceMs, $"time of {what}: expected {expectedMs} ms, actual {actual.TotalMilliseconds} ms");

    /// <summary>Each state that the observer saw comes in our history, in order; it looked every few milliseconds only.</summary>
    private static void CheckRows(VectorCase vector, TraceWorld world)
    {
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        int position = 0;
        foreach (var entry in vector.Out.GetProperty("trace").EnumerateArray().Where(entry => entry.Has("local_sql")))
        {
            LocalRowsText.Apply(rows, entry.GetProperty("local_sql"));
            string state = string.Join('\n', rows);
            int found = world.States.FindIndex(position, candidate => candidate == state);
            VectorCase.True(found >= 0, $"rows at {entry.GetProperty("t_ms")} ms never came:\n{state}\nours:\n{string.Join("\n--\n", world.States.Skip(position))}");
            position = found;
        }

        VectorCase.Equal(string.Join('\n', rows), world.States[^1], "rows at the end");
    }

    private static void CheckSubmissions(VectorCase vector, TraceWorld world)
    {
        var expected = vector.Out.GetProperty("submissions").EnumerateArray().ToList();
        var actual = world.Submissions.OrderBy(sent => sent.Poet, StringComparer.Ordinal).ThenBy(sent => sent.Time).ToList();
        VectorCase.Equal(
            string.Join('\n', expected.Select(sent => $"{sent.Text("poet")} {sent.Text("challenge")} {sent.I64("deadline_ms")} {sent.Text("node_id")} {sent.Text("prefix")} {sent.I64("round_end_ms")} {sent.Text("round_id")} {sent.Text("signature")}")),
            string.Join('\n', actual.Select(sent => $"{sent.Poet} {sent.Application.Challenge} {(sent.Application.Deadline - world.Genesis).TotalMilliseconds} {sent.Application.Identity} {Convert.ToHexStringLower(sent.Application.Prefix.Span)} {(sent.RoundEnd - world.Genesis).TotalMilliseconds} {sent.RoundId} {sent.Application.Signature.ToHex()}")),
            "submissions");
        for (int i = 0; i < expected.Count; i++)
            CheckTime(expected[i].GetProperty("t_ms").GetDouble(), actual[i].Time - world.Genesis, $"submission {i}");
    }

    /// <summary>A publication that a stop cut off in the reference never begins here: the proof is verified before anything is signed.</summary>
    private static void CheckPublications(VectorCase vector, TraceWorld world)
    {
        var expected = vector.Out.GetProperty("published").EnumerateArray().Where(sent => sent.Flag("accepted")).ToList();
        VectorCase.Equal(expected.Count, world.Published.Count, "publications");
        for (int i = 0; i < expected.Count; i++)
        {
            VectorCase.Equal(GossipTopics.Atx, expected[i].Text("topic"), "topic");
            VectorCase.Equal(expected[i].Hex("data"), world.Published[i].Data, $"publication {i}");
            CheckTime(expected[i].GetProperty("t_ms").GetDouble(), world.Published[i].Time - world.Genesis, $"publication {i}");
        }
    }
}
