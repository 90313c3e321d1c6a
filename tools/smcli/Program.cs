using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Shell;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first time work ends in order; the second time at once.
    pressed.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
return await new SmcliApp(new SystemTerminal()).RunAsync(args, interrupt.Token);
