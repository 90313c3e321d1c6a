namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>Waits for something that another thread is about to do; gives the processor away in between, and fails after very many turns.</summary>
internal static class Eventually
{
    private const int Turns = 2_000_000;

    public static async Task True(Func<bool> condition)
    {
        for (int i = 0; i < Turns; i++)
        {
            if (condition())
                return;
            await Task.Yield();
        }

        Assert.Fail("It did not happen.");
    }
}
