using Spacemesh.Post.Gpu;
using Spacemesh.Postcli;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first time work ends in order; the second time at once.
    pressed.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
var shell = new Shell(Console.In, Console.Out, Console.Error, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), TimeProvider.System)
{
    IsInteractive = !Console.IsInputRedirected,
    ShowsProgress = !Console.IsErrorRedirected,
};
return await new PostCli(shell, OpenClProviders.List).RunAsync(args, interrupt.Token);
