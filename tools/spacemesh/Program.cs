using Spacemesh.Tools.Node;

return await SpacemeshCli.RunAsync(args, Console.In, Console.Out, Console.Error, TimeProvider.System);
