using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;
using Spacemesh.Poet.Server;
using Spacemesh.Poet.Server.Configuration;
using Spacemesh.Poet.Server.Registration;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Runtime;

namespace Spacemesh.Tools.Poet;

/// <summary>The server process: service, listeners, metrics, log, signals (spec 03 §12.5).</summary>
internal static partial class PoetProgram
{
    private const long LogFileLimit = 500L << 20;
    private const int LogFilesKept = 28;

    /// <summary>Runs until interrupted. The result is the exit status.</summary>
    public static async Task<int> RunAsync(ServerConfiguration configuration)
    {
        using var log = MakeLog(configuration);
        using var logs = new SerilogLoggerFactory(log);
        var logger = logs.CreateLogger("poet");
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        try
        {
            await ServeAsync(configuration, logs, logger, stop.Token);
            return 0;
        }
        catch (Exception exception) when (exception is PoetStateException or TrustedKeysException or ConfigurationException or IOException or UnauthorizedAccessException)
        {
            LogFailed(logger, exception.Message);
            return 1;
        }
    }

    private static async Task ServeAsync(ServerConfiguration configuration, ILoggerFactory logs, Microsoft.Extensions.Logging.ILogger logger, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var options = configuration.ServiceOptions(time.GetUtcNow());
        await using var pool = new WorkPool(new WorkPoolOptions { Name = "poet proof" });
        var service = PoetService.Start(
            options, pool, time, logs: logs, privateKey: Environment.GetEnvironmentVariable(ServiceKey.EnvironmentVariable));
        // Listeners end first, then the service, which keeps the round in work.
        await using var owned = service;
        await using var listeners = await PoetListeners.StartAsync(service, configuration.ListenerOptions(), time, SystemRandom.Instance, logs, stop);
        LogListening(logger, listeners.Grpc!.EndPoint.ToString(), listeners.Rest!.EndPoint.ToString(), listeners.Admin!.EndPoint.ToString(), service.PublicKey.ToString());
        await using var metrics = configuration["metrics-port"].Length > 0 ? await MetricsListener.StartAsync((int)configuration.Number("metrics-port"), service.Metrics) : null;

        var stopped = new TaskCompletionSource();
        await using var registration = stop.Register(stopped.SetResult);
        if (await Task.WhenAny(service.Completion, stopped.Task) == service.Completion)
            await service.Completion;
        LogStopping(logger);
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    private static Serilog.Core.Logger MakeLog(ServerConfiguration configuration)
    {
        var console = configuration.Flag("debuglog") ? LogEventLevel.Debug : LogEventLevel.Information;
        string file = Path.Combine(configuration["logdir"], "poet.log");
        var logging = new LoggerConfiguration().MinimumLevel.Debug().MinimumLevel.Override("Microsoft", LogEventLevel.Warning);
        if (configuration.Flag("jsonlog"))
        {
            logging.WriteTo.Console(new JsonFormatter(), restrictedToMinimumLevel: console)
                .WriteTo.File(new JsonFormatter(), file, fileSizeLimitBytes: LogFileLimit, rollOnFileSizeLimit: true, retainedFileCountLimit: LogFilesKept);
        }
        else
        {
            logging.WriteTo.Console(restrictedToMinimumLevel: console, formatProvider: System.Globalization.CultureInfo.InvariantCulture)
                .WriteTo.File(
                    file,
                    fileSizeLimitBytes: LogFileLimit,
                    rollOnFileSizeLimit: true,
                    retainedFileCountLimit: LogFilesKept,
                    formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        }

        return logging.CreateLogger();
    }

    [LoggerMessage(5060, LogLevel.Information, "serving gRPC on {Grpc}, REST on {Rest}, admin on {Admin}; service key {Key}")]
    private static partial void LogListening(Microsoft.Extensions.Logging.ILogger log, string grpc, string rest, string admin, string key);

    [LoggerMessage(5061, LogLevel.Information, "stopping")]
    private static partial void LogStopping(Microsoft.Extensions.Logging.ILogger log);

    [LoggerMessage(5062, LogLevel.Critical, "cannot run: {Reason}")]
    private static partial void LogFailed(Microsoft.Extensions.Logging.ILogger log, string reason);
}
