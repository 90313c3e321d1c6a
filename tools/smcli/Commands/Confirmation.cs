using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Shell;

namespace Spacemesh.Smcli.Commands;

/// <summary>Questions that must be answered with yes.</summary>
internal static class Confirmation
{
    /// <exception cref="CommandException">Another answer, or nobody to ask.</exception>
    public static async Task AskAsync(Invocation invocation, string question)
    {
        await invocation.Out.WriteAsync($"{question} [y/N] ");
        await invocation.Out.FlushAsync(invocation.Cancellation);
        string? answer = await invocation.Terminal.In.ReadLineAsync(invocation.Cancellation);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CommandException("not confirmed, nothing was done");
    }
}
