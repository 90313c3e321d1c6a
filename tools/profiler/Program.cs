using Spacemesh.Profiler;

return await new ProfilerCli(Console.Out, Console.Error, TimeProvider.System).RunAsync(args);
