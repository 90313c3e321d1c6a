using System.CommandLine.Parsing;
using Spacemesh.Smcli.CommandLine;

namespace Spacemesh.Smcli.Shell;

/// <summary>Bare <c>smcli</c>: commands line by line, with completion by Tab, until <c>exit</c> or the end of the input.</summary>
internal sealed class InteractiveShell(SmcliApp app, ITerminal terminal)
{
    private const string Prompt = "smcli> ";

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await terminal.Out.WriteAsync("Tab completes, `help` lists the commands, `exit` leaves.\n");
        var lines = new LineEditor(terminal, app.Complete);
        while (!cancellation.IsCancellationRequested)
        {
            string? line = lines.Read(Prompt);
            var words = CommandLineParser.SplitCommandLine(line ?? "exit").ToList();
            if (words is ["exit" or "quit"])
                return 0;
            if (words.Count > 0)
                await app.RunAsync(words, inShell: true, cancellation);
        }

        return 1;
    }
}
