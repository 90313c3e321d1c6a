using System.Text.RegularExpressions;
using Spacemesh.InitializerTool;
using Spacemesh.Profiler;

namespace Spacemesh.Postcli.Tests;

/// <summary>What a tool printed, run within the test; what varies is replaced by the words of the golden file.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static CliRun PostCli(IReadOnlyList<string> arguments, string input = "", string home = "/home/somebody", CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var reader = new StringReader(input);
        var shell = new Shell(reader, output, error, home, TimeProvider.System);
        int code = new PostCli(shell, () => []).RunAsync(arguments, cancellationToken).GetAwaiter().GetResult();
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public static CliRun Initializer(IReadOnlyList<string> arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = new InitializerCli(output, error, TimeProvider.System, () => []).Run(arguments);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public static CliRun Profiler(IReadOnlyList<string> arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = new ProfilerCli(output, error, TimeProvider.System).RunAsync([.. arguments]).GetAwaiter().GetResult();
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>With DATE, TIME, DATADIR, HOME and 0xPTR for what varies.</summary>
    public CliRun Normalized(string directory, string home = "/home/somebody") => this with { Output = Normalize(Output, directory, home), Error = Normalize(Error, directory, home) };

    private static string Normalize(string text, string directory, string home)
    {
        text = text.Replace(directory, "DATADIR", StringComparison.Ordinal).Replace(home, "HOME", StringComparison.Ordinal);
        text = Regex.Replace(text, @"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", "DATE ", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^\d{4}-\d\d-\d\dT[0-9:.+-]+Z?\t", "TIME\t", RegexOptions.Multiline);
        return Regex.Replace(text, "0x[0-9a-f]+", "0xPTR");
    }
}
