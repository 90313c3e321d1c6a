using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Node.Releases;
using Spacemesh.Storage.Sqlite.Operations;
using Spacemesh.Tools.Node.Running;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>release</c>: asks for the latest release; installs nothing.</summary>
internal static class ReleaseCommand
{
    public static Command Create(CommandFactory commands)
    {
        var url = new Option<string>("--url") { Description = "address of the signed manifest (release-check.url)", Required = true };
        var key = new Option<string>("--key") { Description = "public key of the project, 64 hex digits (release-check.key)", Required = true };
        return commands.Create("release", "Whether a newer release is out; installs nothing", [url, key], context =>
        {
            if (!Uri.TryCreate(context.Get(url), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new OperationException(OperationErrorKind.Invalid, $"--url: '{context.Get(url)}' is no http address.");
            if (context.Get(key) is not { Length: 64 } digits || !digits.All(char.IsAsciiHexDigit))
                throw new OperationException(OperationErrorKind.Invalid, "--key: not 64 hex digits.");
            return AskAsync(context, address, Convert.FromHexString(digits));
        });
    }

    private static async Task<int> AskAsync(CommandContext context, Uri address, byte[] key)
    {
        using var http = new HttpClient();
        try
        {
            var latest = await new ReleaseCheck(address, key, null, http, context.Terminal.Time, NullLogger.Instance).AskAsync(context.CancellationToken);
            bool isNewer = !ReleaseVersion.TryParse(NodeCommand.Version, out var own) || latest.Version > own;
            context.Terminal.Line($"Latest release: {latest.Version}{(latest.IsUrgent ? " (urgent)" : "")}. This is {(NodeCommand.Version.Length > 0 ? NodeCommand.Version : "a build without a version")}. {latest.Notes}".TrimEnd());
            return isNewer ? ExitStatus.ProblemsFound : ExitStatus.Success;
        }
        catch (Exception e) when (e is HttpRequestException or FormatException)
        {
            throw new OperationException(OperationErrorKind.Missing, $"{address}: {e.Message}");
        }
    }
}
