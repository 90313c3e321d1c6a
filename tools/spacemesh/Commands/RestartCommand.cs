using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>safe-to-restart [--wait]</c>: asks the running node whether a restart would miss a slot, a hare, a proof or a PoET round.</summary>
internal static class RestartCommand
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    public static Command Create(CommandFactory commands)
    {
        var wait = new Option<bool>("--wait") { Description = "return once a restart is safe" };
        var dashboard = new Option<string>("--dashboard") { Description = "address of the node's dashboard (dashboard.listener)", DefaultValueFactory = _ => "http://127.0.0.1:9095/" };
        return commands.Create("safe-to-restart", "Whether a restart now would miss something: exit status 0 when not, 3 when it would", [wait, dashboard], context =>
            RunAsync(context, context.Get(wait), context.Get(dashboard)!));
    }

    private static async Task<int> RunAsync(CommandContext context, bool wait, string dashboard)
    {
        if (!Uri.TryCreate(dashboard.Contains("://", StringComparison.Ordinal) ? dashboard : $"http://{dashboard}", UriKind.Absolute, out var address))
            throw new OperationException(OperationErrorKind.Invalid, $"--dashboard: '{dashboard}' is no address.");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        string said = "";
        while (true)
        {
            var (isSafe, text) = await AskAsync(http, new Uri(address, "/api/restart"), context.CancellationToken);
            if (text != said)
                context.Terminal.Line(text);
            said = text;
            if (isSafe)
                return ExitStatus.Success;
            if (!wait)
                return ExitStatus.NotNow;
            await Task.Delay(AskAgain, context.Terminal.Time, context.CancellationToken);
        }
    }

    private static async Task<(bool IsSafe, string Text)> AskAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync(address, cancellationToken));
            var root = answer.RootElement;
            if (root.GetProperty("safe").GetBoolean())
                return (true, "A restart now misses nothing.");
            string reasons = string.Join('\n', root.GetProperty("reasons").EnumerateArray().Select(reason => "  " + reason.GetString()));
            string until = root.GetProperty("safe_at").ValueKind == JsonValueKind.String
                ? string.Create(CultureInfo.InvariantCulture, $"\nSafe at {root.GetProperty("safe_at").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss} UTC.")
                : "";
            return (false, $"Not now:\n{reasons}{until}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OperationException(OperationErrorKind.Missing, $"no node answers at {address}: {e.Message}. Is it running, with dashboard.enable?");
        }
    }
}
