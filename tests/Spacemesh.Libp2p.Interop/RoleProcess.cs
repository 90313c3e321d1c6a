using System.Diagnostics;

namespace Spacemesh.Libp2p.Interop;

/// <summary>A process of this program in a role, in a network namespace or in none.</summary>
internal sealed class RoleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    public RoleProcess(string? place, params string[] arguments)
    {
        string[] line = [Environment.ProcessPath!, typeof(RoleProcess).Assembly.Location, .. arguments];
        if (place is not null)
            line = ["ip", "netns", "exec", place, .. line];
        _process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>What follows the word in the line that begins with it. Lines before it are passed over.</summary>
    /// <exception cref="InvalidOperationException">The process failed or ended.</exception>
    public async Task<string> ReadAsync(string word)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.StartsWith(word + " ", StringComparison.Ordinal))
                return line[(word.Length + 1)..];
            if (line.StartsWith("failed ", StringComparison.Ordinal))
                throw new InvalidOperationException(line);
        }

        throw new InvalidOperationException($"the process ended before it said '{word}'");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
