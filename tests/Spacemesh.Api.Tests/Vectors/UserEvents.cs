using Google.Protobuf.WellKnownTypes;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>User events beside recorded ones: their help is our own wording, and our clock has steps of 100 ns.</summary>
internal static class UserEvents
{
    private const long Tolerance = 1_000_000;

    public static void Same(V1.Event expected, V1.Event actual, bool timesMatter, string what)
    {
        if (timesMatter)
            VectorCase.True(Math.Abs(Nanoseconds(expected) - Nanoseconds(actual)) <= Tolerance, $"{what}: expected at {expected.Timestamp}, actual at {actual.Timestamp}");
        if (timesMatter && Wait(expected) is { } wait)
        {
            // Until minus the time of the event, which the reference reads twice.
            long apart = Nanoseconds(wait) - Nanoseconds(Wait(actual) ?? new Duration());
            VectorCase.True(Math.Abs(apart) <= Tolerance, $"{what}: expected a wait of {wait}, actual {Wait(actual)}");
        }

        VectorCase.True(actual.Help.Length > 0, $"{what}: no help");
        VectorCase.Equal(Bare(expected), Bare(actual), what);
    }

    /// <summary>The event without what differs from recording to recording.</summary>
    public static V1.Event Bare(V1.Event message)
    {
        var bare = message.Clone();
        bare.Timestamp = null;
        bare.Help = "";
        Unordered.Sort(bare);
        if (Wait(bare) is { } wait)
            (wait.Seconds, wait.Nanos) = (0, 0);
        return bare;
    }

#pragma warning disable CS0612 // Clients still use the older waits.
    private static Duration? Wait(V1.Event message) => message.PoetWaitRound?.Wait ?? message.PoetWaitProof?.Wait ?? message.AtxPublished?.Wait;
#pragma warning restore CS0612

    private static long Nanoseconds(Duration duration) => (duration.Seconds * 1_000_000_000) + duration.Nanos;

    private static long Nanoseconds(V1.Event message) => (message.Timestamp.Seconds * 1_000_000_000) + message.Timestamp.Nanos;
}
