using System.Diagnostics;

namespace Spacemesh.Libp2p.Interop;

/// <summary>Plays cases and tells how they ended.</summary>
internal static class Cases
{
    /// <summary>Says what the case says, or why it failed; 1 then.</summary>
    public static async Task<int> PlayAsync(string name, Func<Task<string>> play)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            string outcome = await play();
            Console.WriteLine($"{name}: {outcome} ({clock.Elapsed.TotalSeconds:F1} s)");
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException or Libp2pException)
        {
            Console.WriteLine($"{name}: FAILED, {exception.Message}");
            return 1;
        }
    }
}
