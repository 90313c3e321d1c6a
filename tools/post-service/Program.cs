using Spacemesh.Tools.PostService;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first time work ends in order; the second time at once.
    pressed.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    interrupt.Cancel();
});
return await new PostServiceProgram(Console.Out, Console.Error, TimeProvider.System, Environment.GetEnvironmentVariable("RUST_LOG")).RunAsync(args, interrupt.Token);
