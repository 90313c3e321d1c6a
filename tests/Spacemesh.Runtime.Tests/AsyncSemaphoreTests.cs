namespace Spacemesh.Runtime.Tests;

public sealed class AsyncSemaphoreTests
{
    [Fact]
    public void Waits_with_a_token_stay_on_the_scheduler_and_keep_their_order()
    {
        var scheduler = new VirtualScheduler();
        var order = new List<int>();
        scheduler.Run(async () =>
        {
            var semaphore = new AsyncSemaphore(2);
            using var source = new CancellationTokenSource();
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            {
                await semaphore.WaitAsync(source.Token);
                await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider);
                order.Add(i);
                semaphore.Release();
            }));
            Assert.Equal(2, semaphore.Count);
        });
        Assert.Equal(Enumerable.Range(0, 50), order);
        Assert.Equal(TimeSpan.FromSeconds(25), scheduler.Elapsed);
    }

    [Fact]
    public void Cancelled_wait_ends_and_takes_nothing()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var semaphore = new AsyncSemaphore(0);
            using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5), scheduler.TimeProvider);
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await semaphore.WaitAsync(source.Token));
            Assert.Equal(source.Token, error.CancellationToken);
            Assert.Equal(TimeSpan.FromSeconds(5), scheduler.Elapsed);
            semaphore.Release();
            Assert.Equal(1, semaphore.Count);
            await semaphore.WaitAsync();
            Assert.Equal(0, semaphore.Count);
        });
    }
}
