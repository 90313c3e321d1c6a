using System.Runtime.InteropServices;
using Spacemesh.Tools.Bootstrapper;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
return await BootstrapperCommand.RunAsync(args, Console.Out, Console.Error, http, TimeProvider.System, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
