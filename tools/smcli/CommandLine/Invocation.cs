using System.CommandLine;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Smcli.CommandLine;

/// <summary>One run of a command.</summary>
/// <param name="Result">Its parsed command line.</param>
/// <param name="Operands">Its operands.</param>
/// <param name="Terminal">Where it reads and writes.</param>
/// <param name="Ledgers">Ledger devices that are plugged in.</param>
/// <param name="InShell">It was typed in the interactive shell.</param>
/// <param name="Cancellation">Ends it.</param>
public sealed record Invocation(ParseResult Result, IReadOnlyList<string> Operands, ITerminal Terminal, ILedgerDevices Ledgers, bool InShell, CancellationToken Cancellation)
{
    public TextWriter Out => Terminal.Out;

    public T? Value<T>(Option<T> option) => Result.GetValue(option);

    /// <summary>A path as the user gave it, from the working directory.</summary>
    public string FullPath(string path) => Path.Combine(Terminal.WorkingDirectory, path);
}
