using Spacemesh.Tools.PowService;

return await new PowProgram(Console.Out, Console.Error, TimeProvider.System).RunAsync(args);
