using System.Text.Json;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

/// <summary>User events of the golden files and ours in one text: kind, failure, fields.</summary>
internal static class UserEventText
{
    /// <summary>An event of a golden file.</summary>
    public static string Of(JsonElement happened)
    {
        bool failure = happened.Has("failure") && happened.Flag("failure");
        var details = happened.EnumerateObject().First(property => property.Name != "failure");
        var fields = details.Value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}={Value(field.Value)}");
        return $"{details.Name}{(failure ? " failure" : "")}: {string.Join(", ", fields)}";
    }

    /// <summary>One of ours, in the order in which the API shows it; times are milliseconds after genesis. The older of two messages is left out.</summary>
    public static string Of(UserEvent happened, DateTimeOffset genesis)
    {
        string text = happened switch
        {
            PostStarted e => $"postStart: challenge={B(e.Challenge)}, smesher={B(e.Smesher)}",
            PostCompleted e => $"postComplete: challenge={B(e.Challenge)}, smesher={B(e.Smesher)}",
            PostFailed e => $"postComplete failure: smesher={B(e.Smesher)}",
            PoetRoundAwaited e => $"waitingForPoetRegistrationWindow: current={e.Current}, publish={e.Publish}, roundEnd={Ms(e.RegistrationOpens)}, smesher={B(e.Smesher)}",
            PoetProofAwaited e => $"waitingForPoetRoundEnd: publish={e.Publish}, roundEnd={Ms(e.RoundEnd)}, smesher={B(e.Smesher)}, target={e.Target}",
            PoetProofDownloaded e => $"proofDownloadedFromPoet: roundId={e.RoundId}, ticks={e.Ticks}, url={e.Url}",
            BestProofSelected e => $"bestProofSelected: roundId={e.RoundId}, smesher={B(e.Smesher)}, ticks={e.Ticks}, url={e.Url}",
            AtxPublished e => $"atxPublished: current={e.Current}, id={B(e.Id)}, smesher={B(e.Smesher)}, target={e.Target}, until={Ms(e.TargetBegins)}",
            InitialisationStarted e => $"initStart: commitment={B(e.Commitment)}, smesher={B(e.Smesher)}",
            InitialisationCompleted e => $"initComplete: smesher={B(e.Smesher)}",
            InitialisationFailed e => $"initFailed failure: commitment={B(e.Commitment)}, error={e.Error}, smesher={B(e.Smesher)}",
            _ => happened.ToString(),
        };
        VectorCase.True(happened.Help.Length > 20, $"{happened.GetType().Name} has no help text");
        VectorCase.Equal(happened.IsFailure, text.Contains(" failure:", StringComparison.Ordinal), "failure");
        return text;

        string Ms(DateTimeOffset time) => $"{(time - genesis).TotalMilliseconds}";
    }

    private static string B<T>(T value)
        where T : struct, IFixedBytes<T> => Convert.ToBase64String(value.ToArray());

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.GetProperty("ms").GetRawText(),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
